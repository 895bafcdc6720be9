/**
 * Encapsulation: a class keeps its age to itself, so that only its setter can change it, and the setter
 * says no to an age below zero.
 *
 * The course's Python has `self.__age`, which a determined caller still reaches as `_A__age`. TypeScript
 * and JavaScript have four ways that stop callers at different times. This lesson tries each of them.
 */
import { defineLesson } from "../lesson.ts";
import { EXPLANATION, SUMMARY, TEXTS } from "./texts.ts";

/** What the course's setter prints. */
const REFUSAL = "你干嘛呢?";

/** Way 1: `private`, which is a word of TypeScript's. The compiler refuses; the running program doesn't. */
export class PrivateKeyword {
  private age: number;
  name = "Tom";

  constructor(age: number) {
    this.age = age;
  }

  setAge(age: number): void {
    if (age < 0) throw new RangeError(REFUSAL);
    this.age = age;
  }

  getAge(): number {
    return this.age;
  }
}

/** Way 2: `#age`, which is JavaScript's own. Both the compiler and the running program refuse. */
export class HashPrivate {
  #age: number;
  name = "Tom";

  constructor(age: number) {
    this.#age = age;
  }

  setAge(age: number): void {
    if (age < 0) throw new RangeError(REFUSAL);
    this.#age = age;
  }

  getAge(): number {
    return this.#age;
  }
}

/** Way 3: accessors. It looks like a plain property from outside, yet each assignment is checked. */
export class Accessors {
  #age: number;
  name = "Tom";

  constructor(age: number) {
    this.#age = age;
  }

  get age(): number {
    return this.#age;
  }

  set age(age: number) {
    if (age < 0) throw new RangeError(REFUSAL);
    this.#age = age;
  }

  setAge(age: number): void {
    this.age = age;
  }

  getAge(): number {
    return this.age;
  }
}

/** Way 4: a closure. There is no field at all, only a variable that two functions remember. */
export function closure(firstAge: number): Person {
  let age = firstAge;
  return {
    name: "Tom",
    setAge(next) {
      if (next < 0) throw new RangeError(REFUSAL);
      age = next;
    },
    getAge: () => age,
  };
}

/** What all four have in common. */
interface Person {
  name: string;
  setAge(age: number): void;
  getAge(): number;
}

/** Each way, and what the compiler says to `person.age = -1999`, as shown further below. */
const WAYS = [
  { way: "private age", compiler: "refuses", make: () => new PrivateKeyword(18) },
  { way: "#age", compiler: "refuses", make: () => new HashPrivate(18) },
  { way: "get age, set age", compiler: "accepts", make: () => new Accessors(18) },
  { way: "closure", compiler: "refuses", make: () => closure(18) },
] as const;

/**
 * What the compiler says. Each line below would be an error; `@ts-expect-error` says so, and if one were
 * not, that comment would itself be an error. So this function needs to be compiled only, never called.
 */
export function refusedByTheCompiler(): void {
  // @ts-expect-error: Property 'age' is private and only accessible within class 'PrivateKeyword'.
  new PrivateKeyword(18).age = -1999;
  // @ts-expect-error: Property 'age' does not exist on type 'HashPrivate'.
  new HashPrivate(18).age = -1999;
  // The one below compiles: the accessor checks when it runs.
  new Accessors(18).age = -1999;
  // @ts-expect-error: Property 'age' does not exist on type 'Person'.
  closure(18).age = -1999;
}

/** What a caller achieves who gets round the compiler, as plain JavaScript and `any` do. */
export interface Outcome {
  readonly way: string;
  /** What the setter said to -1999. */
  readonly setter: string | undefined;
  /** What `person.age = -1999` said; nothing if it was accepted. */
  readonly assignment: string | undefined;
  /** The age after both. */
  readonly age: number;
  /** What `JSON.stringify()` gives away, before all that. */
  readonly json: string;
}

/** Tries everything on a person of 18. */
export function attack(way: string, person: Person): Outcome {
  person.name = "Jame"; // A public property is for everybody.
  const json = JSON.stringify(person);
  const setter = complaintOf(() => person.setAge(-1999));
  const assignment = complaintOf(() => Object.assign(person, { age: -1999 }));
  return { way, setter, assignment, age: person.getAge(), json };
}

/** What became of an assignment to the age. */
function fateOf(complaint: string | undefined, age: number): "refused" | "changed" | "missed" {
  if (complaint !== undefined) return "refused";
  return age === -1999 ? "changed" : "missed";
}

/** What an action throws, in words. */
function complaintOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The lesson. */
export const encapsulation = defineLesson({
  name: "encapsulation",
  summary: SUMMARY,
  explanation: EXPLANATION,
  options: {},
  sources: [new URL("./lesson.ts", import.meta.url)],
  run(_values, { language, print }) {
    const texts = TEXTS[language];
    print(texts.opening);
    const outcomes = WAYS.map(({ way, make }) => attack(way, make()));
    WAYS.forEach(({ way, compiler }, index) => {
      const { setter, assignment, age, json } = outcomes[index] as Outcome;
      print("");
      print(way);
      print(`  JSON.stringify(person)  ${json}`);
      print(`  setAge(-1999)           ${setter ?? texts.accepted}`);
      print(`  person.age = -1999      ${texts.compiler(compiler)}`);
      print(`                          ${texts.running[fateOf(assignment, age)]}`);
    });
    const outside = complaintOf(() => new Function("person", "return person.#age"));
    print("");
    print(`person.#age: ${outside}`);

    const [keyword, ...others] = outcomes;
    const facts = [
      { holds: outcomes.every(({ setter }) => setter === REFUSAL), text: texts.settersCheck },
      { holds: keyword?.age === -1999, text: texts.keywordIsOpen },
      { holds: others.every(({ age }) => age === 18), text: texts.othersHold },
      { holds: outside !== undefined, text: texts.hashIsSyntax },
    ];
    return Promise.resolve({ facts, data: { outcomes } });
  },
});
