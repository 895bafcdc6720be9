import { hearGroup, openWaiter, waitForChecks } from "../../client/mod.ts";
import type { Messages } from "../../language/mod.ts";
import { BindError, formatEndpoint, isNeighbour, ownAddresses } from "../../net/mod.ts";
import { Failure } from "../errors.ts";
import { onTermination } from "../process.ts";
import { programName } from "../program_name.ts";
import { fault, type Finding, fine, warning } from "./finding.ts";
import { callerFindings } from "./path_findings.ts";

export interface WaitingOptions {
  /** The port to wait on; where it is taken, one of the next. */
  readonly port: number;
  /** Numeric addresses of those who were named. */
  readonly welcome: readonly string[];
  readonly tell: (findings: readonly Finding[]) => void;
  /** Tells a person what to type at the other side; undefined where nobody reads that. */
  readonly hints: ((line: string) => void) | undefined;
  readonly messages: Messages;
}

/** Waits for those who run `doctor HOST` elsewhere, and tells what gets through, until it is ended. */
export async function waitForOthers(options: WaitingOptions): Promise<void> {
  const { welcome, tell, hints, messages } = options;
  const { doctor } = messages;
  const stop = new AbortController();
  const ignoreSignals = onTermination(() => stop.abort());
  const isIPv6 = welcome.length > 0 && welcome.every((address) => address.includes(":"));
  const socket = open({ hostname: isIPv6 ? "::" : "0.0.0.0", port: options.port }, messages);
  try {
    await using hearing = await hearGroup();
    const { port } = socket.addr as Deno.NetAddr;
    tell([fine("waiting", doctor.waiting(port), { port })]);
    hints?.(doctor.runThere);
    for (const hostname of ownHosts(isIPv6 ? "IPv6" : "IPv4")) {
      hints?.(`  ${programName()} doctor ${formatEndpoint({ hostname, port })}`);
    }
    let wasHeard = false;
    await waitForChecks(socket, {
      welcome,
      hearing,
      onCaller(report) {
        wasHeard = true;
        tell(callerFindings(report, isNeighbour(report.from.hostname), messages));
      },
      onStranger(address) {
        wasHeard = true;
        tell([warning("answer", doctor.stranger(address, programName()), { address })]);
      },
    }, stop.signal);
    if (!wasHeard) tell([silence([...hearing.check.others], port, messages)]);
  } finally {
    socket.close();
    ignoreSignals();
  }
}

/** Most hosts that are named. */
const MOST_NAMED = 8;

/** Nobody has asked; some may have been heard all the same, who asked the group. */
function silence(heard: readonly string[], port: number, { doctor }: Messages): Finding {
  const own = ownAddresses().map(({ address }) => address);
  const others = heard.filter((address) => !own.includes(address)).slice(0, MOST_NAMED);
  const advised = others.length === 0
    ? doctor.heardNobody(port)
    : doctor.heardGroupOnly(others, port);
  return fault("waiting", advised, { port });
}

function open(endpoint: Parameters<typeof openWaiter>[0], messages: Messages): Deno.DatagramConn {
  try {
    return openWaiter(endpoint);
  } catch (error) {
    if (!(error instanceof BindError)) throw error;
    const address = formatEndpoint(endpoint);
    if (error.fault === "in-use") throw new Failure(messages.portInUse(address));
    if (error.fault === "not-permitted") throw new Failure(messages.notPermitted(address));
    throw new Failure(messages.cannotListen(address, error.message));
  }
}

/** The addresses by which others reach this machine: those of networks before those of tunnels. */
function ownHosts(family: "IPv4" | "IPv6"): string[] {
  const own = ownAddresses().filter((one) => one.family === family && one.kind !== "virtual");
  const [networks, others] = ["network", "tunnel"].map((kind) =>
    own.filter((one) => one.kind === kind)
  );
  const outside = [...networks ?? [], ...others ?? []];
  return (outside.length > 0 ? outside : own).map(({ address }) => address);
}
