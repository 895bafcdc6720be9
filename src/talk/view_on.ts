import type { Messages } from "../language/mod.ts";
import { EditorTerminal, type Terminal } from "../terminal/mod.ts";
import { PipeView } from "./pipe_view.ts";
import { PlainView } from "./plain_view.ts";
import { ScreenView } from "./screen_view.ts";
import type { Display, TalkView } from "./view.ts";

/** The view that fits a terminal and what the member wants. */
export function viewOn(
  terminal: Terminal,
  messages: Messages,
  { isPlain, bell }: Display,
): TalkView {
  if (terminal instanceof EditorTerminal) return new ScreenView(terminal, messages, bell, Date.now);
  return isPlain || terminal.interactive
    ? new PlainView(terminal, messages, bell, Date.now)
    : new PipeView(terminal, messages);
}
