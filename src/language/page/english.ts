import type { PageTexts } from "./texts.ts";

export const english: PageTexts = {
  title: "Chatroom",
  lead: "Talk with everybody on this network. No account, nothing to install.",
  yourName: "Your name",
  enter: "Enter",
  password: "Password",
  passwordHint: "This room takes a password. Whoever opened it can tell you.",
  wrongPassword: "The password is wrong",
  connecting: "Connecting…",
  notAnswering: "The room does not answer. Is the machine that opened it still on this network?",
  otherRoom: "Another room answers here than the link is for. Ask for a new link.",
  changedRoom: "This is not the room that was here before.",
  changedAdvice:
    "It may have been opened anew, or somebody pretends to be it. Compare its words with the host's.",
  enterAnyway: "Enter anyway",
  otherVersion: "The room speaks another version. Load this page again.",
  backIn: "Enter again",
  promiseTitle: "How safe is this?",
  plainPromise:
    "What is said is sealed between you and the room. But this page came over plain HTTP: who " +
    "can change what the network carries can change the page, and the program that it offers. A program that came " +
    "another way has no such gap.",
  securePromise:
    "What is said is sealed between you and the room, and this page came over HTTPS. It is as trustworthy as " +
    "the certificate that your browser shows.",
  talk: "Talk",
  people: (count) => count === 1 ? "1 person" : `${count} people`,
  you: "you",
  runsRoom: "runs this room",
  writeTo: (name) => `Write to ${name} alone`,
  close: "Close",
  leave: "Leave",
  search: "Search",
  searchHint: "Search the talk",
  showMore: "Show older ones",
  showAround: "Show what was around it",
  message: "Message",
  send: "Send",
  notSent: "not sent yet",
  toNewest: "To the newest",
  completions: "Suggestions",
  state: {
    here: "Connected",
    quiet: "The room does not answer",
    away: "Connecting again…",
  },
  program: "Get the program",
  programLead: "In a terminal, with nothing between you and the room:",
  forSystem: (system) => `The host's own, for ${system}:`,
  download: (name, megabytes) => `${name} (${megabytes} MB)`,
  oneLine: "Or this line in a terminal, which gets it, compares its SHA-256 and enters:",
  elsewhere: "On a machine that has Node, in a clone of the project:",
};
