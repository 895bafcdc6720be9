/**
 * Two threads take turns: one prints the numbers 1 to 52, the other the letters A to Z, and together they
 * print exactly 12A34B56C...5152Z.
 *
 * A mutex alone is not enough: it keeps the two apart, but does not say whose turn it is. So there is a
 * shared word that does, the mutex protects it, and a condition wakes the one who waits for it to change.
 */
import { task, Thread } from "../../parallel/mod.ts";
import { Condition, Event, Mutex } from "../../sync/mod.ts";
import { defineLesson } from "../lesson.ts";
import { Paper, type PaperHandle } from "../shared/paper.ts";
import { pause } from "../shared/pause.ts";
import { runAll } from "../shared/run_all.ts";
import { EXPLANATION, OPTIONS, SUMMARY, TEXTS } from "./texts.ts";

const NUMBERS = Array.from({ length: 26 }, (_, pair) => `${2 * pair + 1}${2 * pair + 2}`);
const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** What has to come out. */
export const EXPECTED = NUMBERS.map((pair, index) => pair + LETTERS[index]).join("");

/** Whose turn it is; the numbers begin. */
const NUMBERS_TURN = 0;
const LETTERS_TURN = 1;

/** One of the two threads: writes each of its texts when it is its turn. */
export function takeTurns(
  mutex: Mutex,
  turnChanged: Condition,
  turn: Int32Array<SharedArrayBuffer>,
  mine: number,
  paper: PaperHandle,
): void {
  const shared = new Paper(paper);
  for (const text of mine === NUMBERS_TURN ? NUMBERS : LETTERS) {
    using lock = mutex.lock();
    turnChanged.waitFor(lock, () => turn[0] === mine);
    shared.write(text);
    turn[0] = mine === NUMBERS_TURN ? LETTERS_TURN : NUMBERS_TURN;
    turnChanged.notify();
  }
}

/** Both threads, with the lock. */
async function inTurn(paper: Paper, signal: AbortSignal): Promise<void> {
  const turn = new Int32Array(new SharedArrayBuffer(4));
  const shared = [new Mutex(), new Condition(), turn] as const;
  const writer = (name: string, mine: number) =>
    new Thread(task(import.meta.url, takeTurns, ...shared, mine, paper.handle), { name });
  await runAll([writer("numbers", NUMBERS_TURN), writer("letters", LETTERS_TURN)], signal);
}

/**
 * One of the two threads without the lock: writes as fast as it can. So that this goes wrong on every
 * machine, and not only on most, the numbers begin when the first letter has been written.
 */
export function takeNoTurns(begun: Event, mine: number, paper: PaperHandle): void {
  const shared = new Paper(paper);
  if (mine === NUMBERS_TURN) begun.wait();
  for (const text of mine === NUMBERS_TURN ? NUMBERS : LETTERS) {
    shared.write(text);
    begun.set();
    pause(1);
  }
}

/** Both threads, without the lock. */
async function outOfTurn(paper: Paper, signal: AbortSignal): Promise<void> {
  const begun = new Event();
  const writer = (name: string, mine: number) =>
    new Thread(task(import.meta.url, takeNoTurns, begun, mine, paper.handle), { name });
  await runAll([writer("numbers", NUMBERS_TURN), writer("letters", LETTERS_TURN)], signal);
}

/** The lesson. */
export const alternate = defineLesson({
  name: "alternate",
  summary: SUMMARY,
  explanation: EXPLANATION,
  options: OPTIONS,
  sources: [new URL("./lesson.ts", import.meta.url)],
  async run({ unsafe }, { language, echo, signal, print }) {
    const paper = Paper.blank(EXPECTED.length, echo);
    await (unsafe ? outOfTurn : inTurn)(paper, signal);
    print(""); // Ends the line that the threads wrote.
    const text = paper.read();
    const texts = TEXTS[language];
    if (text !== EXPECTED) print(texts.expected(EXPECTED));
    return { facts: [{ holds: text === EXPECTED, text: texts.exact }], data: { text } };
  },
});
