import type { Request, Transmit } from "../../base/mod.ts";
import { type FarewellReason, LANGUAGES, messagesIn } from "../../language/mod.ts";
import type { Endpoint } from "../../net/mod.ts";
import {
  type ClassicWords,
  decodeLoginAnswer,
  decodeText,
  encodeChat,
  encodeLeave,
  encodeLogin,
  encodePing,
  isBareAnswer,
  LONG_WORDS,
  SHORT_WORDS,
  splitChat,
} from "../../wire/mod.ts";
import { Answers } from "./answers.ts";
import { Echoes } from "./echoes.ts";
import { PortWatch } from "./port_watch.ts";
import type { ClientEvent } from "../protocol.ts";
import type { Session } from "../session.ts";

/** Milliseconds to wait for an answer to a login, attempt by attempt: five seconds in all. */
const LOGIN_WAITS = [500, 1000, 1500, 700, 1300];

/** Attempts with the short words, which nearly all servers know. The others are with the long ones. */
const SHORT_ATTEMPTS = 2;

/** Milliseconds to wait for an answer to a login before leaving. */
const LEAVE_WAIT = 500;

/** Milliseconds to wait for an answer to a probe, attempt by attempt. */
const PROBE_WAITS = [300, 600, 1200, 2400];

/** Attempts of a probe that go before the server is asked to let us in again: it may have been restarted. */
const PINGS = 2;

/** Milliseconds of silence, ours or the server's, after which the server is probed. */
const PROBE_INTERVAL = 60_000;
/** The same before the first probe, which shows whether the server answers any. */
const FIRST_PROBE_INTERVAL = 15_000;

/** Milliseconds between the probes of a server that has stopped answering. */
const ABSENT_INTERVAL = 5000;

/**
 * Chat datagrams sent before the server has to answer a probe. As many of the longest ones, with the
 * kernel's overhead, fit into Linux's default receive buffer of 212,992 bytes.
 */
const WINDOW = 64;

/** Milliseconds to wait after as many, for a server that has answered no probe. */
const PAUSE = 50;

/** Milliseconds that an echo may take. */
const ECHO_WAIT = 1000;

/** A text to be said. */
interface Speech {
  readonly text: string;
  /** The id that the reply repeats; undefined for a text of `say`, which has no reply. */
  readonly id: number | undefined;
}

/** Words by which a server of ours tells a member that the seat is gone. */
const FAREWELLS: ReadonlyMap<string, FarewellReason> = new Map(
  LANGUAGES.flatMap((language) =>
    Object.entries(messagesIn(language).farewell)
      .map(([reason, text]) => [text, reason as FarewellReason] as const)
  ),
);

type State = "outside" | "entering" | "inside" | "ended";

/**
 * A classic member as a state machine.
 *
 * The dialect acknowledges nothing but a login, so our server answers one word more: `PING - name`. Its answer
 * shows that the server is there, tells it that a member who only reads is alive, and, asked for after every
 * {@link WINDOW} datagrams, keeps a burst from overrunning the server's receive buffer. Servers of others
 * ignore the word: a burst then goes by the clock, and they are not asked again. (A repeated login would be
 * answered by all of them, but some die of it.)
 */
export class ClassicSession implements Session {
  readonly #server: Deno.NetAddr;
  /** Another address of the server, from which it answered. */
  #otherHost: string | undefined;
  /** The words of the last login: those that the server knows, once it has answered. */
  #words = SHORT_WORDS;
  #hasAnswered = false;
  readonly #watch: PortWatch;
  readonly #emit: (event: ClientEvent) => void;
  readonly #onSaid: () => void;
  readonly #outbox: Transmit[] = [];
  /** Texts that wait for the window, then perhaps the wish to leave. */
  readonly #queue: Speech[] = [];
  /** The rest of the text that is being said, and the id of its reply. */
  #pieces: string[] = [];
  #asker: number | undefined;
  readonly #echoes = new Echoes();
  readonly #answers = new Answers();
  #state: State = "outside";
  #name = "";
  #leaving = false;
  #present = true;
  /** What became of the probes so far. */
  #probes: "untried" | "answered" | "ignored" = "untried";
  /** Attempts of the login or probe under way that have not been answered; 0 where none is. */
  #attempts = 0;
  /** Chat datagrams since the last answered probe. */
  #unconfirmed = 0;
  #deadline = Infinity;
  /** When more may be said to a server that answers no probe. */
  #pauseEnd = Infinity;
  /** Whether anything came from the server since the probe under way was first sent. */
  #heardSinceProbe = false;
  #heard = 0;
  #spoke = 0;

  /** @param isClosed whether nobody receives at the server's address; undefined where that can't be known */
  constructor(
    server: Endpoint,
    isClosed: () => boolean | undefined,
    emit: (event: ClientEvent) => void,
    onSaid: () => void,
  ) {
    this.#server = { transport: "udp", ...server };
    this.#watch = new PortWatch(isClosed);
    this.#emit = emit;
    this.#onSaid = onSaid;
  }

  /** A classic server tells nothing of itself. */
  trust(): void {}

  enter(name: string, now: number): void {
    if (this.#state !== "outside") throw new Error(`Cannot enter: the state is ${this.#state}`);
    this.#state = "entering";
    this.#name = name;
    this.#attempts = 0;
    if (!this.#hasAnswered) this.#words = SHORT_WORDS;
    this.#attempt(now);
  }

  /** Says a text, after those that were said before; `onSaid` follows when it was sent. */
  say(text: string, now: number): void {
    this.#queue.push({ text, id: undefined });
    this.#pump(now);
  }

  /** The dialect can do nothing but say a text, and never knows whether it arrived. */
  ask(request: Request, id: number, now: number): void {
    if (request.kind !== "say") {
      return this.#emit({ kind: "reply", id, reply: { kind: "refused", reason: "classic" } });
    }
    this.#queue.push({ text: request.text, id });
    this.#pump(now);
  }

  /** Texts come as they are: there is nothing to give free. */
  take(): void {}

  /** Leaves, after everything that was said before. Answered by the event `ended`. */
  leave(now: number): void {
    this.#leaving = true;
    if (this.#state === "inside") this.#pump(now);
    // An answer may be on its way: without it, the server could keep a member who is not there.
    else if (this.#state === "entering") {
      this.#deadline = Math.min(this.#deadline, now + LEAVE_WAIT);
    } else this.#end("left");
  }

  receive(datagram: Uint8Array, from: Deno.NetAddr, now: number): void {
    if (!this.#isServer(from)) return;
    if (this.#state === "entering") this.#hearAnswer(datagram, now);
    else if (this.#state === "inside") this.#hearRoom(datagram, now);
  }

  /**
   * Gives up, without a word to the owner. Where an answer was waited for, the server may have let the member
   * in: it is told that the member leaves.
   */
  giveUp(now: number): void {
    if (this.#state === "entering") this.#takeBack(now);
    this.#state = "ended";
    this.#deadline = Infinity;
  }

  /**
   * A server that listens on every address may answer from another one than it was asked at: the first answer
   * tells which. The dialect has nothing better that shows who answers.
   */
  #isServer({ hostname, port }: Deno.NetAddr): boolean {
    if (port !== this.#server.port) return false;
    if (hostname === this.#server.hostname || hostname === this.#otherHost) return true;
    if (this.#state !== "entering" || this.#otherHost !== undefined) return false;
    this.#otherHost = hostname;
    return true;
  }

  nextTimeout(): number {
    return Math.min(this.#deadline, this.#pauseEnd, this.#watch.next);
  }

  timeout(now: number): void {
    if (now >= this.#watch.next && this.#watch.look(now)) this.#setPresent(false);
    if (now >= this.#pauseEnd) this.#endPause(now);
    if (now < this.#deadline) return;
    if (this.#state === "entering") this.#missAnswer(now);
    else if (!this.#probe(now)) this.#missProbe(now);
  }

  transmit(): Transmit | undefined {
    return this.#outbox.shift();
  }

  /** Asks to be let in once more, unless the attempts are used up. */
  #attempt(now: number): boolean {
    if (this.#attempts === SHORT_ATTEMPTS && !this.#hasAnswered) this.#words = LONG_WORDS;
    return this.#try(encodeLogin(this.#name, this.#words), LOGIN_WAITS, now);
  }

  /** Leaves with all words that were used to enter: the server may have let the member in. */
  #takeBack(now: number): void {
    const used: readonly ClassicWords[] = this.#words === LONG_WORDS
      ? [SHORT_WORDS, LONG_WORDS]
      : [SHORT_WORDS];
    for (const words of used) this.#sendLeave(words, now);
  }

  /** Probes the server once more, unless the attempts are used up. */
  #probe(now: number): boolean {
    const isKnown = this.#probes === "answered";
    const datagram = isKnown && this.#attempts >= PINGS
      ? encodeLogin(this.#name, this.#words)
      : encodePing(this.#name);
    return this.#try(datagram, PROBE_WAITS, now);
  }

  #try(datagram: Uint8Array, waits: readonly number[], now: number): boolean {
    const wait = waits[this.#attempts];
    if (wait === undefined) return false;
    if (this.#attempts === 0) this.#heardSinceProbe = false;
    else this.#answers.forget();
    this.#send(datagram, now);
    this.#attempts++;
    this.#deadline = now + wait;
    return true;
  }

  #missAnswer(now: number): void {
    if (!this.#leaving && this.#attempt(now)) return;
    this.#takeBack(now);
    if (this.#leaving) return this.#end("left");
    this.#stayOutside(0);
    this.#emit({ kind: "unanswered" });
  }

  #hearAnswer(datagram: Uint8Array, now: number): void {
    const answer = decodeLoginAnswer(datagram);
    this.#hasAnswered = true;
    if (answer.kind === "accepted") {
      this.#state = "inside";
      this.#heard = now;
      this.#watch.hear(now);
      this.#emit({ kind: "entered", name: this.#name, dialect: "classic", since: 0 });
      return this.#openWindow(1, now);
    }
    // It may be for the name before. If it was not, the next attempt is refused as well.
    if (!this.#answers.take()) return;
    if (this.#leaving) return this.#end("left");
    this.#stayOutside(1);
    this.#emit({ kind: "refused", name: this.#name, reason: answer.reason });
  }

  #stayOutside(answered: 0 | 1): void {
    this.#answers.settle(this.#attempts, answered);
    this.#state = "outside";
    this.#deadline = Infinity;
  }

  #hearRoom(datagram: Uint8Array, now: number): void {
    this.#heard = now;
    this.#watch.hear(now);
    this.#heardSinceProbe = true;
    this.#setPresent(true);
    if (this.#attempts === 0) this.#deadline = this.#nextProbe();
    if (isBareAnswer(datagram)) return this.#hearProbeAnswer(now);
    const text = decodeText(datagram);
    const farewell = FAREWELLS.get(text);
    if (farewell !== undefined) this.#end(farewell);
    else {
      const isEcho = this.#echoes.take(this.#name, text, now);
      this.#emit({ kind: "text", text, isEcho });
    }
  }

  #hearProbeAnswer(now: number): void {
    if (!this.#answers.take() || this.#attempts === 0) return;
    this.#probes = "answered";
    this.#pauseEnd = Infinity;
    this.#openWindow(1, now);
  }

  /** No attempt of a probe was answered. */
  #missProbe(now: number): void {
    if (this.#probes === "untried") this.#probes = "ignored";
    // A server that was heard is there: only the answers were lost.
    if (this.#probes === "answered" && !this.#heardSinceProbe) this.#setPresent(false);
    this.#openWindow(0, now);
  }

  #setPresent(present: boolean): void {
    if (this.#present === present) return;
    this.#present = present;
    this.#emit({ kind: "presence", present });
  }

  /** The server has everything that was sent, or is not waited for any longer. */
  #openWindow(answered: 0 | 1, now: number): void {
    this.#answers.settle(this.#attempts, answered);
    this.#attempts = 0;
    this.#unconfirmed = 0;
    this.#deadline = this.#present ? this.#nextProbe() : now + ABSENT_INTERVAL;
    this.#pump(now);
  }

  #nextProbe(): number {
    if (this.#probes === "ignored") return Infinity;
    const interval = this.#probes === "untried" ? FIRST_PROBE_INTERVAL : PROBE_INTERVAL;
    return Math.min(this.#heard, this.#spoke) + interval;
  }

  /** Sends what waits, as far as the window allows, then leaves if that was asked for. */
  #pump(now: number): void {
    if (this.#state !== "inside") return;
    for (this.#cutNext(); this.#pieces.length > 0; this.#cutNext()) {
      if (this.#attempts > 0 && this.#probes === "answered") return;
      if (this.#unconfirmed >= WINDOW) return this.#closeWindow(now);
      const piece = this.#pieces.shift() ?? "";
      this.#send(encodeChat(this.#name, piece, this.#words), now);
      this.#echoes.remember(piece, now);
      this.#unconfirmed++;
      if (this.#pieces.length === 0) this.#confirm();
    }
    if (!this.#leaving) return;
    if (this.#watch.look(now)) return this.#end("lost");
    if (!this.#isForgotten(now)) this.#sendLeave(this.#words, now);
    this.#end("left");
  }

  /** What was sent is to reach the server before more follows. */
  #closeWindow(now: number): void {
    if (this.#probes !== "ignored" && this.#attempts === 0) this.#probe(now);
    // A server that knows no probe would be waited for in vain.
    if (this.#probes !== "answered") this.#pauseEnd = Math.min(this.#pauseEnd, now + PAUSE);
  }

  #endPause(now: number): void {
    this.#pauseEnd = Infinity;
    this.#unconfirmed = 0;
    this.#pump(now);
  }

  /** Cuts the next text into pieces where none is left. A text is cut in its turn: that takes the name. */
  #cutNext(): void {
    if (this.#pieces.length > 0) return;
    const speech = this.#queue.shift();
    if (speech === undefined) return;
    this.#pieces = splitChat(this.#name, speech.text);
    this.#asker = speech.id;
  }

  /** A text was sent. */
  #confirm(): void {
    const id = this.#asker;
    if (id === undefined) this.#onSaid();
    else this.#emit({ kind: "reply", id, reply: { kind: "done" } });
  }

  /**
   * Whether the server seems not to know the member any more: some that were started again die of the leave of
   * somebody whom they don't know. One that knows probes is ours, and does not.
   */
  #isForgotten(now: number): boolean {
    const since = this.#echoes.waitingSince;
    if (since === undefined || this.#probes === "answered") return false;
    return this.#heard < since && now - since >= ECHO_WAIT;
  }

  /** Which of the words a server knows is not asked: the others have no effect. */
  #sendLeave(words: ClassicWords, now: number): void {
    for (const datagram of encodeLeave(this.#name, words)) this.#send(datagram, now);
  }

  #send(datagram: Uint8Array, now: number): void {
    this.#spoke = now;
    this.#outbox.push({ to: [this.#server], datagram });
  }

  #end(reason: "left" | FarewellReason): void {
    if (this.#state === "ended") return;
    this.#state = "ended";
    this.#watch.stop();
    this.#deadline = Infinity;
    this.#pauseEnd = Infinity;
    this.#emit({ kind: "ended", reason, unsaid: this.#queue.length });
  }
}
