import type { Messages } from "../language/mod.ts";
import { element } from "./elements.ts";

/** What this page promises, and what it cannot. */
export function promiseOf({ inBrowser: page }: Messages): HTMLElement {
  const isSecure = location.protocol === "https:";
  return element(
    "details",
    { class: "promise" },
    element("summary", { text: page.promiseTitle }),
    element("p", { text: isSecure ? page.securePromise : page.plainPromise }),
  );
}
