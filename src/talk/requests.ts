// What a member asks the server for, and what it answers, in words.

import { formatTime } from "./paint.ts";
import { clockTime } from "./screen_view.ts";
import {
  type Answer,
  type Asking,
  type BanStatus,
  type Client,
  type MemberStatus,
  RequestError,
} from "../client/mod.ts";
import { formatDuration, type Messages } from "../language/mod.ts";
import { alignTable, fits, makeVisible } from "../terminal/mod.ts";
import type { Talk } from "./talk.ts";

/** What a member asks for in the talk, each thing by itself: nobody waits for the answer. */
export class Requests {
  readonly #client: Client;
  readonly #talk: Talk;
  readonly #messages: Messages;

  constructor(client: Client, talk: Talk, messages: Messages) {
    this.#client = client;
    this.#talk = talk;
    this.#messages = messages;
  }

  /** Asks, and shows the answer when it comes. */
  ask(request: Asking): void {
    this.#answer(request).catch((error: unknown) => {
      if (!(error instanceof RequestError)) throw error;
      // After leaving, nobody needs the answer.
      if (error.reason === "ended") return;
      const { notDone } = this.#messages;
      this.#talk.view.notice(notDone(describeFault(error.reason, this.#messages)));
    });
  }

  async #answer(request: Asking): Promise<void> {
    switch (request.kind) {
      case "ping":
        return this.#show([this.#messages.pong(milliseconds(await this.#client.ping()))]);
      case "history": {
        const { entries } = await this.#client.history(request.count, request.before);
        return this.#talk.showEarlier(entries);
      }
      default: {
        const answer = await this.#client.ask(request);
        this.#show(describeAnswer(request, answer, this.#messages, this.#talk.view.columns));
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
 * @param columns width of the lines
 */
export function describeAnswer(
  request: Asking,
  answer: Answer,
  messages: Messages,
  columns: number,
): string[] {
  switch (answer.kind) {
    case "who":
      return describeMembers(answer, messages, columns);
    case "bans":
      return describeBans(answer.bans, messages);
    case "refused":
      return [messages.notDone(describeFault(answer.reason, messages))];
    default:
      return request.kind === "unban" ? [messages.unbanned(makeVisible(request.text, " "))] : [];
  }
}

/** A server's reason to let nobody in, in words: it gives one of the known words, its own wording, or none. */
export function describeRefusal(reason: string | undefined, messages: Messages): string {
  const known: Readonly<Record<string, string>> = messages.refusal;
  if (reason === undefined) return messages.nameTakenOrBarred;
  return known[reason] ?? makeVisible(reason, " ");
}

/** Why a request had no effect, in words. */
export function describeFault(reason: string, messages: Messages): string {
  const known: Readonly<Record<string, string>> = messages.fault;
  return known[reason] ?? describeRefusal(reason, messages);
}

function describeMembers(
  { members, count }: Extract<Answer, { readonly kind: "who" }>,
  messages: Messages,
  columns: number,
): string[] {
  if (members.length === 0) return [messages.nobodyHere];
  const rows = members.map((member) => cellsOfMember(member, messages));
  const width = Math.max(...rows.map(({ length }) => length));
  const headings = messages.whoColumns.slice(0, width);
  const table = alignTable(
    [headings, ...rows],
    headings.map((_, column) => column > 1 && column !== 5 ? "right" : "left"),
  );
  const lines = fits(table, columns) ? table : rows.flatMap(([name = "", ...cells]) => [
    name,
    ...cells.flatMap((cell, index) => cell === "" ? [] : [`  ${headings[index + 1]} ${cell}`]),
  ]);
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
