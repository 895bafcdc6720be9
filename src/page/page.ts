// What begins when the page is loaded.

import { type Language, messagesIn } from "../language/mod.ts";
import { Door, type Visitor } from "./door.ts";
import { takeInvitation } from "./invitation.ts";
import { Keeper } from "./kept.ts";
import { Visit } from "./visit.ts";

/** Milliseconds out of sight after which the connection may be dead without a word. */
const NAP = 5000;

/** The first of the person's languages that the catalogue has; else English. */
function languageOf(languages: readonly string[]): Language {
  const known = languages.find((name) => /^(?:zh|en)(?![a-z])/i.test(name));
  return known !== undefined && /^zh/i.test(known) ? "zh" : "en";
}

function begin(): void {
  const language = languageOf(navigator.languages);
  const messages = messagesIn(language);
  document.documentElement.lang = messages.locale;
  document.title = messages.inBrowser.title;
  const keeper = new Keeper();
  const invitation = takeInvitation(location, history);
  const door = new Door(messages, keeper);
  let visit: Visit | undefined;
  const enter = (visitor: Visitor) => {
    document.body.replaceChildren(door.node);
    const show = ({ node }: Visit["room"]) => document.body.replaceChildren(door.node, node);
    visit = new Visit(visitor, { door, keeper, messages, invitation, show });
  };
  door.onEnter = enter;
  document.body.replaceChildren(door.node);
  // Somebody who was in the room when the page was loaded again is there at once.
  const seated = keeper.getInTab("seated");
  if (seated === "") door.open();
  else {
    door.setBusy(true);
    enter({ name: seated, secret: undefined });
  }
  comeBack(() => visit?.renew());
  fitAboveKeyboard();
  addEventListener("beforeunload", (event) => {
    if (visit?.isUnderWay) event.preventDefault();
  });
}

/**
 * Keeps the page as high as what an on-screen keyboard leaves of the screen. Some browsers do that by themselves; others
 * put the keyboard over the page, and push it up.
 */
function fitAboveKeyboard(): void {
  const view = globalThis.visualViewport;
  view?.addEventListener("resize", () => {
    // Who has zoomed in wants to see a part of it.
    if (view.scale !== 1) return;
    document.documentElement.style.setProperty("--height", `${view.height}px`);
    scrollTo(0, 0);
  });
}

/** Calls `renew` when the network is back, or the page is, which a phone may have let sleep. */
function comeBack(renew: () => void): void {
  let hiddenAt = Infinity;
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && Date.now() - hiddenAt > NAP) renew();
    hiddenAt = document.visibilityState === "hidden" ? Date.now() : Infinity;
  });
  addEventListener("online", renew);
  addEventListener("pageshow", (event) => {
    if (event.persisted) renew();
  });
}

begin();
