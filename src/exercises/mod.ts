/**
 * The lessons: one folder each, with a `lesson.ts` to be read by learners, and every one of them checks its
 * own result. This folder must not know the command line, terminals or the chat.
 *
 * @module
 */
import { alternate } from "./alternate/lesson.ts";
import { encapsulation } from "./encapsulation/lesson.ts";
import type { Lesson } from "./lesson.ts";
import { pool } from "./pool/lesson.ts";
import { primes } from "./primes/lesson.ts";
import { processClass } from "./process_class/lesson.ts";
import { queue } from "./queue/lesson.ts";
import { threads } from "./threads/lesson.ts";
import { tickets } from "./tickets/lesson.ts";

export * from "./lesson.ts";

/** Every lesson, in the order in which one might take them. */
export const LESSONS: readonly Lesson[] = [
  processClass,
  pool,
  queue,
  tickets,
  alternate,
  primes,
  threads,
  encapsulation,
];
