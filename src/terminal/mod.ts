/**
 * The terminal: lines read and written, with or without an editor, and texts made fit to be shown. This
 * folder must not know datagrams.
 *
 * @module
 */

export * from "./cells.ts";
export * from "./completion.ts";
export * from "./draft.ts";
export * from "./editor.ts";
export * from "./highlight.ts";
export * from "./input_history.ts";
export * from "./keyboard.ts";
export * from "./line_editor.ts";
export * from "./mention.ts";
export * from "./name_color.ts";
export * from "./paint.ts";
export * from "./people.ts";
export * from "./plain.ts";
export * from "./plain_view.ts";
export * from "./region.ts";
export * from "./screen_view.ts";
export * from "./table.ts";
export * from "./terminal.ts";
export * from "./view.ts";
export * from "./visible.ts";
export * from "./wrap.ts";
