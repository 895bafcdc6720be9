/**
 * A talk as people have it: the conversation, what can be typed in it, and how it is shown. This folder must
 * not know sockets, command lines or exit codes: it is handed a signal to stop, and returns a reason.
 *
 * @module
 */

export * from "./back_talk.ts";
export * from "./bell.ts";
export * from "./command_help.ts";
export * from "./completion.ts";
export * from "./conversation.ts";
export * from "./ignored_names.ts";
export * from "./mention.ts";
export * from "./name_color.ts";
export * from "./name_fault.ts";
export * from "./operator_console.ts";
export * from "./paint.ts";
export * from "./people.ts";
export * from "./person_at_terminal.ts";
export * from "./pipe_view.ts";
export * from "./plain_view.ts";
export * from "./requests.ts";
export * from "./screen_view.ts";
export * from "./seat_follower.ts";
export * from "./server_log.ts";
export * from "./talk.ts";
export * from "./talk_line.ts";
export * from "./time.ts";
export * from "./recent_passages.ts";
export * from "./typed_line.ts";
export * from "./view.ts";
export * from "./view_on.ts";
export * from "./key_words.ts";
