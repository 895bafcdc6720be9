// What a member asks the server for, and what it answers, in words.

import {
  type Asking,
  type BanStatus,
  type Client,
  type MemberStatus,
  RequestError,
} from "../client/mod.ts";
import { formatDuration, type Messages } from "../language/mod.ts";
import { alignTable, clockTime, formatTime, makeVisible } from "../terminal/mod.ts";
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
      // Who leaves has no use for the answer any more.
      if (error.reason === "ended") return;
      const { notDone } = this.#messages;
      this.#talk.view.notice(notDone(describeFault(error.reason, this.#messages)));
    });
  }

  async #answer(request: Asking): Promise<void> {
    switch (request.kind) {
      case "who":
        return this.#show(describeMembers((await this.#client.who()).members, this.#messages));
      case "ping":
        return this.#show([this.#messages.pong(milliseconds(await this.#client.ping()))]);
      case "bans":
        return this.#show(describeBans(await this.#client.bans(), this.#messages));
      case "history": {
        const { entries } = await this.#client.history(request.count, request.before);
        return this.#talk.showEarlier(entries);
      }
      default: {
        const answer = await this.#client.ask(request);
        if (answer.kind === "bans") this.#show(describeBans(answer.bans, this.#messages));
      }
    }
  }

  #show(lines: readonly string[]): void {
    for (const line of lines) this.#talk.view.notice(line);
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

function describeMembers(members: readonly MemberStatus[], messages: Messages): string[] {
  const rows = members.map((member) => [
    (member.isOperator ? "@" : "") + makeVisible(member.name, " "),
    messages.dialect[member.dialect],
    clockTime(member.since),
    formatDuration(member.idle),
    member.roundTrip === undefined ? "" : milliseconds(member.roundTrip),
    ...(member.address === undefined ? [] : [
      makeVisible(member.address, " "),
      member.loss === undefined ? "" : `${(member.loss * 100).toFixed(1)} %`,
      member.lag === undefined ? "" : milliseconds(member.lag),
    ]),
  ]);
  const columns = Math.max(0, ...rows.map(({ length }) => length));
  const alignments = messages.whoColumns.slice(0, columns).map((_, column) =>
    column > 1 && column !== 5 ? "right" : "left"
  );
  return [
    ...alignTable([messages.whoColumns.slice(0, columns), ...rows], alignments),
    messages.memberCount(members.length),
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
