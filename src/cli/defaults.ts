// The defaults of all commands, in one place.

import type { ServerOptions } from "../server/mod.ts";

export const DEFAULT_PORT = 8888;

/** Where a room may be that is not announced. */
export const DEFAULT_SERVER = { hostname: "127.0.0.1", port: DEFAULT_PORT } as const;

/** Entries from before that are shown to who enters at a terminal. */
export const DEFAULT_HISTORY = 20;

/** The address that a room listens at: all of the machine's. */
export const DEFAULT_HOST = "0.0.0.0";

/** The options of a room. Times are in milliseconds. */
export const DEFAULT_ROOM = {
  idle: 30 * 60_000,
  grace: 60_000,
  maxMembers: 1000,
  namesFor: 30 * 24 * 3_600_000,
  rate: { perSecond: 10, burst: 20 },
  log: { entries: 100_000, bytes: 1 << 24 },
} as const satisfies Partial<ServerOptions>;
