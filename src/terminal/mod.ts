/**
 * The terminal: lines read and written, with or without an editor, and texts made fit to be shown. This
 * folder must not know rooms, datagrams or the message catalogue.
 *
 * @module
 */

export * from "./cells.ts";
export * from "./draft.ts";
export * from "./editor.ts";
export * from "./highlight.ts";
export * from "./input_history.ts";
export * from "./keyboard.ts";
export * from "./line_editor.ts";
export * from "./lines.ts";
export * from "./plain.ts";
export * from "./region.ts";
export * from "./standard.ts";
export * from "./table.ts";
export * from "./terminal.ts";
export * from "./tty.ts";
export * from "./wrap.ts";
