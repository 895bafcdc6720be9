/** What the page in a browser says beside what the terminal says too. */
export interface PageTexts {
  readonly title: string;
  // The door.
  readonly lead: string;
  readonly yourName: string;
  readonly enter: string;
  readonly password: string;
  readonly passwordHint: string;
  readonly wrongPassword: string;
  readonly connecting: string;
  readonly notAnswering: string;
  readonly otherRoom: string;
  readonly changedRoom: string;
  readonly changedAdvice: string;
  readonly enterAnyway: string;
  readonly otherVersion: string;
  readonly backIn: string;
  // What can be promised.
  readonly promiseTitle: string;
  readonly plainPromise: string;
  readonly securePromise: string;
  // The room.
  readonly talk: string;
  readonly people: (count: number) => string;
  readonly you: string;
  readonly runsRoom: string;
  readonly writeTo: (name: string) => string;
  readonly close: string;
  readonly leave: string;
  readonly search: string;
  readonly searchHint: string;
  readonly showMore: string;
  readonly showAround: string;
  readonly message: string;
  readonly send: string;
  readonly notSent: string;
  readonly toNewest: string;
  readonly completions: string;
  readonly state: Readonly<Record<"here" | "quiet" | "away", string>>;
  // The program.
  readonly program: string;
  readonly programLead: string;
  /** What the host's own program is for, as `linux x86_64`. */
  readonly forSystem: (system: string) => string;
  readonly download: (name: string, megabytes: string) => string;
  readonly oneLine: string;
  readonly elsewhere: string;
}
