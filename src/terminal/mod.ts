/**
 * The terminal: lines read and written, with or without an editor, and texts made fit to be shown. This
 * folder must not know rooms, datagrams or the message catalogue.
 *
 * @module
 */

export * from "./book.ts";
export * from "./cells.ts";
export * from "./draft.ts";
export * from "./line_editor.ts";
export * from "./highlight.ts";
export * from "./input_history.ts";
export * from "./keyboard.ts";
export * from "./editor_terminal.ts";
export * from "./page.ts";
export * from "./read_lines.ts";
export * from "./reader.ts";
export * from "./pipe_terminal.ts";
export * from "./bottom_region.ts";
export * from "./standard.ts";
export * from "./table.ts";
export * from "./terminal.ts";
export * from "./tty.ts";
export * from "./wrap.ts";
