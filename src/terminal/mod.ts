/**
 * The terminal: lines read and written, with or without an editor, and texts made fit to be shown. This
 * folder must not know datagrams.
 *
 * @module
 */

export * from "./highlight.ts";
export * from "./line_editor.ts";
export * from "./paint.ts";
export * from "./plain.ts";
export * from "./table.ts";
export * from "./terminal.ts";
export * from "./visible.ts";
