// Requests of a member in a talk, and the replies in words.

import { decodeHex } from "@std/encoding/hex";
import { makeVisible } from "../base/mod.ts";
import { clockTime, formatTime } from "./time.ts";
import type {
  BanStatus,
  Client,
  MemberStatus,
  Reply,
  Request,
  ServerStatus,
} from "../client/mod.ts";
import { RequestError } from "../client/request_error.ts";
import { describeReason, formatDuration, type Messages } from "../language/mod.ts";
import { alignTable, fits } from "../terminal/table.ts";
import type { Talk } from "./talk.ts";
import { describeSeen } from "./describe_seen.ts";
import { wordsOf } from "./key_words.ts";

/** What a member asks for in the talk: each request by itself, and nothing waits for the reply. */
export class Requests {
  readonly #client: Client;
  readonly #talk: Talk;
  readonly #messages: Messages;

  constructor(client: Client, talk: Talk, messages: Messages) {
    this.#client = client;
    this.#talk = talk;
    this.#messages = messages;
  }

  /** Asks, and shows the reply when it comes. */
  ask(request: Request): void {
    this.#answer(request).catch((error: unknown) => {
      if (!(error instanceof RequestError)) throw error;
      // After leaving, nobody needs the answer.
      if (error.reason === "ended") return;
      const { notDone } = this.#messages;
      this.#talk.view.notice(notDone(describeReason(error.reason, this.#messages)));
    });
  }

  async #answer(request: Request): Promise<void> {
    switch (request.kind) {
      case "ping":
        return this.#show([this.#messages.pong(milliseconds(await this.#client.ping()))]);
      case "history": {
        const { count, before, around } = request;
        const { entries } = await this.#client.history(count, before, around);
        if (around !== undefined) return this.#talk.showAround(around, entries);
        return this.#talk.showEarlier(entries);
      }
      case "search": {
        const { text, before } = request;
        return this.#talk.showFound(text, await this.#client.search(text, before));
      }
      default: {
        const reply = await this.#client.ask(request);
        this.#show(await describeReply(request, reply, this.#messages, this.#talk.view.columns));
      }
    }
  }

  #show(lines: readonly string[]): void {
    for (const line of lines) this.#talk.view.notice(line);
  }
}

/**
 * What a request came to, in words; nothing where the room's log tells it.
 *
 * @param columns width of the lines; 0 for sentences
 */
export async function describeReply(
  request: Request,
  reply: Reply,
  messages: Messages,
  columns: number,
): Promise<string[]> {
  switch (reply.kind) {
    case "who":
      return describeMembers(reply, messages, columns);
    case "seen":
      return describeSeen(reply, messages);
    case "servers":
      return describeServers(reply.servers, messages, columns);
    case "whois": {
      const name = request.kind === "whois" ? request.name : undefined;
      return await describeKey(name, reply.key, messages);
    }
    case "bans":
      return describeBans(reply.bans, messages);
    case "waits":
      return request.kind === "whisper" ? [messages.waitsFor(makeVisible(request.to, " "))] : [];
    case "refused":
      return [messages.notDone(describeReason(reply.reason, messages))];
    default:
      return request.kind === "unban" ? [messages.unbanned(makeVisible(request.target, " "))] : [];
  }
}

/** The words of a member's key, or of the room's. */
async function describeKey(
  name: string | undefined,
  key: string | undefined,
  messages: Messages,
): Promise<string[]> {
  const who = name === undefined ? undefined : makeVisible(name, " ");
  if (key === undefined) return [messages.noKey(who ?? "")];
  const words = await wordsOf(decodeHex(key), messages.language);
  return [who === undefined ? messages.roomWords : messages.wordsOf(who), ...words];
}

function describeMembers(
  { members, count }: Extract<Reply, { readonly kind: "who" }>,
  messages: Messages,
  columns: number,
): string[] {
  if (members.length === 0) return [messages.nobodyHere];
  const rows = members.map((member) => cellsOfMember(member, messages));
  const width = Math.max(...rows.map(({ length }) => length));
  const hasServers = members.some(({ server }) => server !== undefined);
  const all = hasServers ? messages.whoColumns.with(1, messages.serverColumn) : messages.whoColumns;
  const headings = all.slice(0, width);
  const factsOf = (cells: readonly string[]) =>
    cells.flatMap((cell, index) => cell === "" ? [] : [`${headings[index + 1]} ${cell}`]);
  const table = alignTable(
    [headings, ...rows],
    headings.map((_, column) => column > 1 && column !== 5 ? "right" : "left"),
  );
  const linesOf = ([name = "", ...cells]: readonly string[]) =>
    columns === 0
      ? [`${name}: ${factsOf(cells).join(", ")}`]
      : [name, ...factsOf(cells).map((fact) => `  ${fact}`)];
  const lines = fits(table, columns) ? table : rows.flatMap(linesOf);
  return [...lines, messages.memberCount(count)];
}

/** Where a member is, and how well the datagrams get there, is for operators. */
function cellsOfMember(member: MemberStatus, messages: Messages): string[] {
  const { address, loss, roundTrip, lag } = member;
  const cells = [
    (member.isOperator ? "@" : "") + makeVisible(member.name, " "),
    member.server === undefined
      ? messages.dialect[member.dialect]
      : makeVisible(member.server, " "),
    clockTime(member.since),
    formatDuration(member.idle),
    roundTrip === undefined ? "" : milliseconds(roundTrip),
  ];
  if (address === undefined) return cells;
  return [
    ...cells,
    makeVisible(address, " "),
    loss === undefined ? "" : `${(loss * 100).toFixed(1)} %`,
    lag === undefined ? "" : milliseconds(lag),
  ];
}

/** The servers of a room, on lines of at most `columns`; 0 for sentences. */
function describeServers(
  servers: readonly ServerStatus[],
  messages: Messages,
  columns: number,
): string[] {
  if (servers.length === 0) return [messages.oneServer];
  const rows = servers.map(({ name, members, lag, addresses, isGone }) => [
    makeVisible(name, " "),
    isGone ? messages.serverIsGone : `${members}`,
    isGone ? "" : milliseconds(lag),
    makeVisible(addresses.join(" "), " "),
  ]);
  const table = alignTable([messages.serverColumns, ...rows], ["left", "right", "right", "left"]);
  if (fits(table, columns)) return table;
  const [, ...headings] = messages.serverColumns;
  return rows.map(([name, ...cells]) =>
    `${name}: ${
      cells.flatMap((cell, at) => cell === "" ? [] : [`${headings[at]} ${cell}`]).join(", ")
    }`
  );
}

function describeBans(bans: readonly BanStatus[], messages: Messages): string[] {
  if (bans.length === 0) return [messages.noBans];
  // A ban by a member's key goes with the one of its name.
  return bans.filter(({ covers }) => covers !== "key").map(({ target, by, until }) => {
    const [what, who] = [makeVisible(target, " "), makeVisible(by ?? messages.operator, " ")];
    return until === undefined
      ? messages.banLine(what, who)
      : messages.banLineUntil(what, who, formatTime(until));
  });
}

function milliseconds(time: number): string {
  return `${time.toFixed(time < 10 ? 1 : 0)} ms`;
}
