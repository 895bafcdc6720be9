/**
 * Threads and processes behind one interface, queues between them and pools of them. It must not know what
 * they are used for: neither the lessons nor the chat.
 *
 * @module
 */
export { withFiles } from "./thread/permissions.ts";
export { BoundedPost } from "./bounded_post.ts";
export { Channel } from "./channel.ts";
export { Child } from "./child.ts";
export { Pool, type PoolOptions } from "./pool/pool.ts";
export { PoolResult } from "./pool/result.ts";
export { CHILD_COMMAND, Process } from "./process/process.ts";
export { runChild } from "./process/child.ts";
export { ProcessQueue } from "./queue/process_queue.ts";
export { Queue, type QueueHandle } from "./queue/queue.ts";
export { ClosedError, type QueueOptions, type Taken } from "./queue/values.ts";
export { exported, type Target, type Task, task } from "./target.ts";
export { Thread } from "./thread/thread.ts";
export { serveThread } from "./thread/child.ts";
