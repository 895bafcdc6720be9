import { type CallerReport, PathWaiter } from "../../discovery/mod.ts";
import {
  bindDatagram,
  BindError,
  Driver,
  type Endpoint,
  isPrivate,
  steadyNow,
} from "../../net/mod.ts";
import type { Hearing } from "./check_network.ts";

export type { CallerReport } from "../../discovery/mod.ts";

export interface WaitOptions {
  /** Numeric addresses that get answers although they are not on a private network. */
  readonly welcome: readonly string[];
  /** What is heard of the group. */
  readonly hearing: Hearing;
  readonly onCaller: (report: CallerReport) => void;
  readonly onStranger: (hostname: string) => void;
}

/** Ports that are tried behind the first one. */
const MORE_PORTS = 10;

/**
 * Opens the socket that waits: at the first port that is free.
 *
 * @throws {BindError}
 */
export function openWaiter({ hostname, port }: Endpoint): Deno.DatagramConn {
  for (let more = 0;; more++) {
    try {
      return bindDatagram({ hostname, port: port + more });
    } catch (error) {
      const isTaken = error instanceof BindError && error.fault === "in-use";
      if (!isTaken || more >= MORE_PORTS || port + more >= 65_535) throw error;
    }
  }
}

/** Answers those who run a check, until the signal is aborted. The caller opens and closes the socket. */
export async function waitForChecks(
  socket: Deno.DatagramConn,
  { welcome, hearing, onCaller, onStranger }: WaitOptions,
  signal: AbortSignal,
): Promise<void> {
  const waiter = new PathWaiter({
    isWelcome: (hostname) => welcome.includes(hostname) || isPrivate(hostname),
    hasHeardGroup: (hostname) => hearing.check.hasHeard(hostname),
    wallTime: () => Date.now(),
    onCaller,
    onStranger,
  });
  await new Driver(socket, waiter, steadyNow).run(signal);
  waiter.close(steadyNow());
}
