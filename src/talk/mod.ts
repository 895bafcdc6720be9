/**
 * A talk as people have it: the conversation, what can be typed in it, and how it is shown. This folder must
 * not know sockets, command lines or exit codes: it is handed a signal to stop, and returns a reason.
 *
 * @module
 */

export * from "./completion.ts";
export * from "./conversation.ts";
export * from "./dialogue.ts";
export * from "./mention.ts";
export * from "./name_color.ts";
export * from "./name_fault.ts";
export * from "./operator_console.ts";
export * from "./paint.ts";
export * from "./people.ts";
export * from "./plain_view.ts";
export * from "./requests.ts";
export * from "./screen_view.ts";
export * from "./server_log.ts";
export * from "./slash_commands.ts";
export * from "./talk.ts";
export * from "./view.ts";
