import { assertEquals } from "@std/assert";
import { setColorEnabled } from "@std/fmt/colors";
import { type Finding, findingJson, findingLine } from "../../src/cli/doctor/finding.ts";
import { networkFindings, roomsFindings } from "../../src/cli/doctor/network_findings.ts";
import { callerFindings, pathFindings } from "../../src/cli/doctor/path_findings.ts";
import { webFindings } from "../../src/cli/doctor/web_findings.ts";
import type {
  FoundRoom,
  MulticastState,
  NetworkState,
  PathResult,
  WebResult,
} from "../../src/client/mod.ts";
import { messagesIn } from "../../src/language/mod.ts";
import type { OwnAddress } from "../../src/net/mod.ts";

const messages = messagesIn("en");
const { doctor } = messages;

/** What was looked at, and how it is. */
const verdicts = (findings: readonly Finding[]) =>
  findings.map(({ check, verdict }) => `${check} ${verdict}`);

function own(name: string, address: string, kind: OwnAddress["kind"]): OwnAddress {
  const family = address.includes(":") ? "IPv6" : "IPv4";
  return { name, family, address, cidr: `${address}/24`, kind };
}

const LO = own("lo", "127.0.0.1", "loopback");
const ETH = own("eth0", "10.0.0.7", "network");

function network(addresses: OwnAddress[], states: MulticastState[], taken = false): NetworkState {
  const multicast = new Map(addresses.map(({ address }, index) => [address, states[index]!]));
  return { addresses, multicast, isGroupPortTaken: taken, hasHeard: () => false };
}

Deno.test("`networkFindings()` finds fault with what keeps people out, and warns of what may", () => {
  const judge = (...state: Parameters<typeof network>) =>
    verdicts(networkFindings(network(...state), 28_888, messages));
  const fine = ["interface ok", "interface ok", "multicast ok", "multicast ok"];
  assertEquals(judge([LO, ETH], ["works", "works"]), fine);
  assertEquals(judge([LO, ETH], ["works", "lost"]), [...fine.slice(0, 3), "multicast fault"]);
  assertEquals(judge([LO, ETH], ["works", "works"], true), [
    ...fine.slice(0, 2),
    "multicast fault",
  ]);
  for (const kind of ["virtual", "tunnel"] as const) {
    assertEquals(judge([ETH, own("x0", "172.17.0.1", kind)], ["works", "none"]), [
      "interface ok",
      "interface warning",
      "multicast ok",
      "multicast warning",
    ]);
  }
  assertEquals(judge([LO], ["works"])[1], "interface fault");
  assertEquals(judge([own("eth0", "169.254.3.4", "network")], ["works"])[0], "interface warning");
  const six = networkFindings(
    { ...network([LO], ["works"]), addresses: [LO, own("eth0", "fd00::1", "network")] },
    28_888,
    messages,
  );
  assertEquals(verdicts(six), [
    "interface ok",
    "interface ok",
    "interface warning",
    "multicast ok",
  ]);
});

const ROOM: FoundRoom = {
  keyHash: "0123456789abcdefghijkl",
  isSecret: false,
  name: "Tea",
  members: 1,
  addresses: [{ hostname: "10.0.0.9", port: 8888, roundTrip: 1 }],
};

Deno.test("`roomsFindings()` warns where no room answers multicast, and names those that do", () => {
  assertEquals(verdicts(roomsFindings([], [], "chatroom", messages)), ["rooms warning"]);
  const [near, far, ...others] = roomsFindings([ROOM], [ROOM], "chatroom", messages);
  assertEquals([near?.text, far?.text, others], [
    "Found by multicast: Tea (10.0.0.9:8888)",
    "Found at their own addresses: Tea (10.0.0.9:8888)",
    [],
  ]);
});

const TO = { hostname: "10.0.0.9", port: 8888 };
const ALL = { small: true, large: true, group: true };
const AROUND = { rooms: [ROOM], isOnLink: true, hasHeardGroup: true, program: "chatroom" };

Deno.test("`pathFindings()` tells who answers, and which way nothing gets", () => {
  const judge = (result: PathResult, around = {}) =>
    pathFindings(TO, result, { ...AROUND, ...around }, messages);
  const room: PathResult = { roundTrips: [1, 2], peer: { kind: "room", isSecret: false } };
  assertEquals(verdicts(judge(room)), ["answer ok", "datagrams ok", "datagrams ok"]);
  assertEquals(verdicts(judge(room, { rooms: [] }))[1], "rooms warning");
  assertEquals(verdicts(judge({ ...room, roundTrips: [1, undefined] }))[2], "datagrams fault");
  assertEquals(verdicts(judge({ ...room, peer: { kind: "other" } }))[0], "answer fault");
  assertEquals(verdicts(judge({ ...room, peer: undefined })), ["answer fault"]);
  const waiter = (heard: typeof ALL, clockAhead = 0): PathResult => ({
    roundTrips: [1, undefined],
    peer: { kind: "waiter", heard, clockAhead },
  });
  const [, , , group, clock] = judge(waiter(ALL, -90_000), { hasHeardGroup: false });
  assertEquals(group?.text, doctor.groupNotIn("10.0.0.9").text);
  assertEquals(clock?.text, "The clock of 10.0.0.9 is 90 s behind this one");
  for (const large of [true, false]) {
    const found = judge(waiter({ ...ALL, large }))[2];
    const { text } = (large ? doctor.notIn : doctor.notOut)(1200, "10.0.0.9:8888");
    assertEquals([found?.text, found?.advice], [text, doctor.tooLong]);
  }
  const noGroup = waiter({ ...ALL, group: false });
  assertEquals(verdicts(judge(noGroup))[3], "group fault");
  assertEquals(verdicts(judge(noGroup, { isOnLink: false }))[3], "group warning");
});

Deno.test("`webFindings()` tells of a page, and why there is none where a room answers", () => {
  const judge = (web: WebResult, peer: PathResult["peer"] = { kind: "room", isSecret: false }) =>
    verdicts(webFindings(TO, web, { peer }, messages));
  const url = "http://10.0.0.9:8888/";
  assertEquals(judge({ kind: "page", url }), ["web ok"]);
  assertEquals(judge({ kind: "not-trusted", url }), ["web warning"]);
  assertEquals(judge({ kind: "other" }), ["web warning"]);
  assertEquals(judge({ kind: "refused" }), ["web warning"]);
  assertEquals(judge({ kind: "silent" }), ["web fault"]);
  const nobody = webFindings(TO, { kind: "silent" }, { peer: undefined }, messages);
  assertEquals(nobody, []);
  const page = webFindings(TO, { kind: "page", url }, { peer: undefined }, messages);
  assertEquals(page[0]?.text, "Browsers get the room's page at http://10.0.0.9:8888/");
});

Deno.test("`callerFindings()` tells which way nothing gets, where this side waits", () => {
  const from: Deno.NetAddr = { transport: "udp", hostname: "10.0.0.9", port: 50_000 };
  const none = { small: false, large: false, group: true };
  const judge = (heard: typeof ALL, theirs: typeof ALL) =>
    callerFindings({ from, heard, theirs, clockAhead: 0 }, true, messages).slice(0, 2);
  assertEquals(verdicts(judge(ALL, ALL)), ["datagrams ok", "datagrams ok"]);
  const blocked = (heard: typeof ALL, theirs: typeof ALL) =>
    judge(heard, theirs).map(({ facts }) => facts?.["blocked"]);
  assertEquals(blocked(ALL, none), ["out", "out"]);
  assertEquals(blocked({ ...ALL, large: false }, { ...ALL, large: false }), [undefined, "in"]);
  assertEquals(blocked(ALL, { ...ALL, large: false }), [undefined, "out"]);
});

Deno.test("`findingLine()` and `findingJson()` are one line each, fit to be shown", () => {
  setColorEnabled(false);
  const finding: Finding = {
    check: "rooms",
    verdict: "ok",
    text: "Found by multicast: \x1b[2J",
    facts: { count: 1 },
  };
  assertEquals(findingLine(finding, doctor).startsWith("ok       Found by multicast: "), true);
  assertEquals(findingLine(finding, doctor).includes("\x1b"), false);
  assertEquals(
    findingJson({ ...finding, text: "Found" }),
    '{"check":"rooms","verdict":"ok","count":1,"text":"Found"}',
  );
  assertEquals(
    findingLine({ ...finding, verdict: "fault", text: "a", advice: "b" }, messagesIn("zh").doctor),
    "故障  a：b",
  );
});
