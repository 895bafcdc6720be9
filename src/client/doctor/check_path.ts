import { randomDigits } from "../../base/mod.ts";
import { PathCheck, type PathResult } from "../../discovery/mod.ts";
import { bindToward, Driver, type Endpoint, steadyNow } from "../../net/mod.ts";

export type { PathResult } from "../../discovery/mod.ts";

/**
 * Finds out whether datagrams get to an address and back: whether a room answers there, or one who waits for checks.
 *
 * @param to a numeric address
 * @param hasHeardGroup whether what the other side sends to the group by which rooms are found was heard here
 * @throws {BindError} where this machine does not speak the address's family
 */
export async function checkPath(
  to: Endpoint,
  hasHeardGroup: boolean,
  signal?: AbortSignal,
): Promise<PathResult> {
  const socket = bindToward(to);
  const done = new AbortController();
  const check = new PathCheck({
    to: { transport: "udp", ...to },
    nonce: randomDigits,
    wallTime: () => Date.now(),
    hasHeardGroup,
    // The next input's turn comes when everything has been sent.
    onDone: () => driver.input(() => done.abort()),
  });
  const driver = new Driver(socket, check, steadyNow);
  try {
    await driver.run(AbortSignal.any([done.signal, ...signal === undefined ? [] : [signal]]));
  } finally {
    socket.close();
  }
  return check.result();
}
