// Requests of a member in a talk, and the replies in words.

import { makeVisible } from "../base/mod.ts";
import { formatTime } from "./paint.ts";
import { clockTime } from "./screen_view.ts";
import {
  type BanStatus,
  type Client,
  type MemberStatus,
  type Reply,
  type Request,
  RequestError,
} from "../client/mod.ts";
import { describeReason, formatDuration, type Messages } from "../language/mod.ts";
import { alignTable, fits } from "../terminal/mod.ts";
import type { Talk } from "./talk.ts";

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
        const { entries } = await this.#client.history(request.count, request.before);
        return this.#talk.showEarlier(entries);
      }
      default: {
        const reply = await this.#client.ask(request);
        this.#show(describeReply(request, reply, this.#messages, this.#talk.view.columns));
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
export function describeReply(
  request: Request,
  reply: Reply,
  messages: Messages,
  columns: number,
): string[] {
  switch (reply.kind) {
    case "who":
      return describeMembers(reply, messages, columns);
    case "bans":
      return describeBans(reply.bans, messages);
    case "refused":
      return [messages.notDone(describeReason(reply.reason, messages))];
    default:
      return request.kind === "unban" ? [messages.unbanned(makeVisible(request.target, " "))] : [];
  }
}

function describeMembers(
  { members, count }: Extract<Reply, { readonly kind: "who" }>,
  messages: Messages,
  columns: number,
): string[] {
  if (members.length === 0) return [messages.nobodyHere];
  const rows = members.map((member) => cellsOfMember(member, messages));
  const width = Math.max(...rows.map(({ length }) => length));
  const headings = messages.whoColumns.slice(0, width);
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
    messages.dialect[member.dialect],
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

function describeBans(bans: readonly BanStatus[], messages: Messages): string[] {
  if (bans.length === 0) return [messages.noBans];
  return bans.map(({ target, by, until }) => {
    const [what, who] = [makeVisible(target, " "), makeVisible(by ?? messages.operator, " ")];
    return until === undefined
      ? messages.banLine(what, who)
      : messages.banLineUntil(what, who, formatTime(until));
  });
}

function milliseconds(time: number): string {
  return `${time.toFixed(time < 10 ? 1 : 0)} ms`;
}
