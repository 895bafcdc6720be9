import type { DoctorTexts } from "./texts.ts";

export const english: DoctorTexts = {
  verdict: { ok: "ok", warning: "warning", fault: "fault" },
  withAdvice: (text, advice) => `${text}: ${advice}`,

  address: (name, cidr) => `${name} has the address ${cidr}`,
  loopback: (name, cidr) => `${name} has the address ${cidr}, for this machine alone`,
  virtual: (name, cidr) => ({
    text: `${name} has the address ${cidr}, for containers or virtual machines here`,
    advice: "give people another one, since nobody else on your network reaches it",
  }),
  tunnel: (name, cidr) => ({
    text: `${name} has the address ${cidr}, in a tunnel such as a VPN`,
    advice:
      "only who is in the tunnel reaches it; if the others are not found, try without the tunnel",
  }),
  selfAssigned: (name, cidr) => ({
    text: `${name} has the address ${cidr}, which it gave itself`,
    advice: "the network gave none: connect again, or look at the router (DHCP)",
  }),
  noNetwork: {
    text: "This machine has no address but its own",
    advice: "connect it to a network, by cable or wireless",
  },
  noIPv4: {
    text: "This machine has no IPv4 address on a network",
    advice: "rooms are found by IPv4 alone: let people join by the IPv6 address",
  },

  multicastWorks: (name, address) => `Multicast goes out and comes back on ${name} (${address})`,
  multicastLost: (name, address) => ({
    text: `Multicast does not come back on ${name} (${address})`,
    advice: "let UDP port 28888 through this machine's firewall, in and out",
  }),
  multicastNone: (name, address) => ({
    text: `Multicast cannot be used on ${name} (${address})`,
    advice: "rooms are not found there: join by the address",
  }),
  groupPortTaken: (port) => ({
    text: `UDP port ${port} is taken by a program that does not share it`,
    advice: "end that program: a room here cannot be found meanwhile",
  }),
  roomsFound: (rooms) => `Found by multicast: ${rooms.join(", ")}`,
  roomsElsewhere: (rooms) => `Found at their own addresses: ${rooms.join(", ")}`,
  noRoomsFound: (program) => ({
    text: "No room answers multicast",
    advice:
      `open one with ${program} host; if one is open, run ${program} doctor --wait there and ${program} doctor HOST here`,
  }),

  roomAnswers: (other) => `A room answers at ${other}`,
  secretRoomAnswers: (other) => `A room with a password answers at ${other}`,
  otherAnswers: (other) => ({
    text: `A room of another version answers at ${other}`,
    advice: "use the same version of the program on both sides",
  }),
  waiterAnswers: (other) => `doctor --wait answers at ${other}`,
  nobodyAnswers: (other, program) => ({
    text: `Nothing comes back from ${other}`,
    advice:
      `run ${program} doctor --wait there: if it hears this machine, a firewall here or there drops the answers; if not, it drops what goes there`,
  }),
  noRoute: (other) => ({
    text: `This machine cannot send to ${other}`,
    advice: "it does not have that kind of address: take another one",
  }),
  pageAnswers: (url) => `Browsers get the room's page at ${url}`,
  pageNotTrusted: (url) => ({
    text: `The certificate of ${url} is not trusted here`,
    advice: "use the name that it is for, or one that browsers trust",
  }),
  noPage: (other) => ({
    text: `Browsers get no page at ${other}`,
    advice:
      "the room there has --web off, or another port: look at what it said when it was opened",
  }),
  otherPage: (other) => ({
    text: `Something else answers HTTP at ${other}`,
    advice: "open the room there with --web and another port, for browsers to get its page",
  }),
  pageSilent: (other) => ({
    text: `Nothing answers HTTP at ${other}`,
    advice: "let that TCP port in through the firewall there, for browsers to get the page",
  }),
  notAnnounced: (other, program) => ({
    text: `The room at ${other} is not found by multicast`,
    advice:
      `${program} join ${other} enters it; it may be hidden, or the network drops multicast: then write ${other} into CHATROOM_ROOMS`,
  }),
  bothWays: (bytes, other) => `${bytes} bytes get to ${other} and back`,
  bothWaysIn: (bytes, other, milliseconds) =>
    `${bytes} bytes get to ${other} and back in ${milliseconds} ms`,
  noneBack: (bytes, other) => ({
    text: `${bytes} bytes do not get to ${other} and back`,
    advice: "run doctor --wait there to see which way they are dropped",
  }),
  notOut: (bytes, other) => ({
    text: `${bytes} bytes do not get from here to ${other}`,
    advice: "a firewall drops what goes out here, or what comes in there",
  }),
  notIn: (bytes, other) => ({
    text: `${bytes} bytes do not get from ${other} to here`,
    advice: "a firewall drops what goes out there, or what comes in here",
  }),
  tooLong:
    "something on this way drops long datagrams: give the VPN or tunnel a smaller MTU; a talk gets by with shorter ones, after a pause",
  groupArrives: (other) => `Multicast gets to ${other} and from there to here`,
  groupNotOut: (other) => ({
    text: `Multicast does not get from here to ${other}`,
    advice:
      "let UDP port 28888 in there, and let the network pass multicast on (no client isolation); else join by the address",
  }),
  groupNotIn: (other) => ({
    text: `Multicast does not get from ${other} to here`,
    advice:
      "let UDP port 28888 in here, and let the network pass multicast on (no client isolation); else join by the address",
  }),
  otherNetwork: (other) => ({
    text: `${other} is on another network, where multicast from here does not get`,
    advice: "write its address into CHATROOM_ROOMS or the file rooms, then its rooms are found",
  }),
  clockAgrees: (other) => `The clock of ${other} agrees with this one`,
  clockAhead: (other, seconds) => ({
    text: `The clock of ${other} is ${seconds} s ahead of this one`,
    advice: "set the wrong one: times in the talk are the host's",
  }),
  clockBehind: (other, seconds) => ({
    text: `The clock of ${other} is ${seconds} s behind this one`,
    advice: "set the wrong one: times in the talk are the host's",
  }),

  canKeep: (folder) => `Files can be kept in ${folder}`,
  noFolder: {
    text: "There is no folder to keep files in",
    advice: "set HOME or XDG_DATA_HOME: without it, keys and rooms end with each run",
  },
  cannotKeep: (why) => ({
    text: why,
    advice: "make room there or give yourself the right to write, or set XDG_DATA_HOME",
  }),

  waiting: (port) => `Waiting on UDP port ${port}; Ctrl-C ends it`,
  runThere: "Run there one of:",
  heardNobody: (port) => ({
    text: "Nobody was heard",
    advice:
      `if doctor was run there, let UDP port ${port} in through this machine's firewall; else what goes out is dropped there`,
  }),
  heardGroupOnly: (hosts, port) => ({
    text: `Nothing but multicast was heard, of ${hosts.join(", ")}`,
    advice: `if doctor was run there, let UDP port ${port} in through this machine's firewall`,
  }),
  stranger: (other, program) => ({
    text: `${other} asked, and is not on a private network`,
    advice: `if that is the other side, run ${program} doctor --wait ${other}`,
  }),
  portWithWait: "Cannot wait for HOST with a port: write --port for the one to wait on",
  portWithoutWait: "Cannot take --port without --wait: write HOST:PORT",
};
