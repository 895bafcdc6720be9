import { randomDigits } from "../../base/mod.ts";
import { DISCOVERY_GROUP, GroupCheck } from "../../discovery/mod.ts";
import {
  BindError,
  Driver,
  ipv4Interfaces,
  MulticastSocket,
  type OwnAddress,
  ownAddresses,
  steadyNow,
} from "../../net/mod.ts";

/** The UDP port by which rooms are found. */
export const DISCOVERY_PORT = DISCOVERY_GROUP.port;

/** What multicast does on an interface. */
export type MulticastState =
  /** It goes out and comes back. */
  | "works"
  /** It does not come back. */
  | "lost"
  /** The interface cannot be used for it. */
  | "none";

/** What was found out of this machine's networks. */
export interface NetworkState {
  readonly addresses: readonly OwnAddress[];
  /** Whether the port by which rooms are found is taken by a program that does not share it. */
  readonly isGroupPortTaken: boolean;
  /** For each IPv4 address of this machine. */
  readonly multicast: ReadonlyMap<string, MulticastState>;
  /** Whether somebody else's queries were heard from an address. */
  readonly hasHeard: (hostname: string) => boolean;
}

/** Milliseconds that the group is heard: longer than the pause of one who waits. */
const PATIENCE = 1500;
const PAUSE = 300;

/** Milliseconds from one query to the next of one who waits. */
const WAITING_PAUSE = 1000;

/** Looks at this machine's interfaces, and whether multicast works on each. */
export async function checkNetwork(group = DISCOVERY_GROUP): Promise<NetworkState> {
  const interfaces = ipv4Interfaces();
  await using hearing = await hearGroup(PAUSE, group);
  if (hearing.used.size > 0) await new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const stateOf = (address: string): MulticastState => {
    if (!hearing.used.has(address)) return "none";
    return hearing.check.returned.has(address) ? "works" : "lost";
  };
  return {
    addresses: ownAddresses(),
    isGroupPortTaken: hearing.isPortTaken,
    multicast: new Map(interfaces.map(({ address }) => [address, stateOf(address)])),
    hasHeard: (hostname) => hearing.check.hasHeard(hostname),
  };
}

/** The group by which rooms are found, while it is asked and heard. */
export interface Hearing extends AsyncDisposable {
  readonly check: GroupCheck;
  readonly isPortTaken: boolean;
  /** The addresses by which it is asked and heard. */
  readonly used: ReadonlySet<string>;
}

/** Asks the group and hears it, until it is disposed of. */
export async function hearGroup(
  pause = WAITING_PAUSE,
  group = DISCOVERY_GROUP,
): Promise<Hearing> {
  const socket = new MulticastSocket(group);
  let isPortTaken = false;
  try {
    socket.listen();
  } catch (error) {
    if (!(error instanceof BindError)) throw error;
    isPortTaken = true;
  }
  const used = await socket.use(ipv4Interfaces());
  const check = new GroupCheck({ group, nonce: randomDigits, pause });
  const stop = new AbortController();
  const running = new Driver(socket, check, steadyNow).run(stop.signal);
  return {
    check,
    isPortTaken,
    used: new Set(used.map(({ address }) => address)),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
      await socket.close();
    },
  };
}
