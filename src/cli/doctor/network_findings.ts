import type { FoundRoom, NetworkState } from "../../client/mod.ts";
import type { Messages } from "../../language/mod.ts";
import { formatEndpoint, type OwnAddress } from "../../net/mod.ts";
import { fault, type Finding, fine, warning } from "./finding.ts";

/** What there is to say of this machine's interfaces, and of multicast on them. */
export function networkFindings(state: NetworkState, port: number, messages: Messages): Finding[] {
  const { doctor } = messages;
  const { addresses, isGroupPortTaken, multicast } = state;
  const findings = addresses.map((address) => addressFinding(address, messages));
  const outside = addresses.filter(({ kind }) => kind !== "loopback");
  if (outside.length === 0) findings.push(fault("interface", doctor.noNetwork));
  else if (!outside.some(({ family }) => family === "IPv4")) {
    findings.push(warning("interface", doctor.noIPv4));
  }
  if (isGroupPortTaken) {
    return [...findings, fault("multicast", doctor.groupPortTaken(port), { port })];
  }
  for (const own of addresses) {
    const found = multicast.get(own.address);
    if (found === undefined) continue;
    const { name, address, kind } = own;
    const facts = { interface: name, address };
    if (found === "works") {
      findings.push(fine("multicast", doctor.multicastWorks(name, address), facts));
      continue;
    }
    const text = found === "lost" ? doctor.multicastLost : doctor.multicastNone;
    // Where nobody is to be reached, nothing is lost by it.
    const judge = kind === "network" ? fault : warning;
    findings.push(judge("multicast", text(name, address), facts));
  }
  return findings;
}

function addressFinding({ name, address, cidr, kind }: OwnAddress, { doctor }: Messages): Finding {
  const facts = { interface: name, address, kind };
  switch (kind) {
    case "loopback":
      return fine("interface", doctor.loopback(name, cidr), facts);
    case "virtual":
      return warning("interface", doctor.virtual(name, cidr), facts);
    case "tunnel":
      return warning("interface", doctor.tunnel(name, cidr), facts);
    case "network":
      return address.startsWith("169.254.")
        ? warning("interface", doctor.selfAssigned(name, cidr), facts)
        : fine("interface", doctor.address(name, cidr), facts);
  }
}

/**
 * What there is to say of rooms.
 *
 * @param near those that were found by multicast
 * @param far those that answered only at their own addresses
 */
export function roomsFindings(
  near: readonly FoundRoom[],
  far: readonly FoundRoom[],
  program: string,
  { doctor, roomAt }: Messages,
): Finding[] {
  const namesOf = (rooms: readonly FoundRoom[]) =>
    rooms.map(({ name, addresses: [nearest] }) => roomAt(name, formatEndpoint(nearest)));
  const [facts, farFacts] = [near, far].map(({ length }) => ({ count: length }));
  const found = near.length === 0
    ? warning("rooms", doctor.noRoomsFound(program), facts)
    : fine("rooms", doctor.roomsFound(namesOf(near)), facts);
  return far.length === 0
    ? [found]
    : [found, fine("rooms", doctor.roomsElsewhere(namesOf(far)), farFacts)];
}
