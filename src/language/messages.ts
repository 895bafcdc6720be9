import type { DoctorTexts } from "./doctor/texts.ts";
import type { PageTexts } from "./page/texts.ts";
import type { Language } from "./languages.ts";
import type { LeaveReason, OperatorFault, Refusal, RemovalReason } from "../room/mod.ts";

/** Why a member is told that the seat is gone. */
export type FarewellReason = RemovalReason | "closed";

/** How a member and the server speak. */
export type Dialect = "reliable" | "classic";

/** Why a request of somebody in the room has no effect. */
export type RequestFault =
  /** The member that a private message answers is gone. */
  | "left"
  | OperatorFault
  /** The asking member is muted. */
  | "muted"
  /** What is to be said, or the topic, is too long. */
  | "text-too-long"
  /** Too many private messages wait for the member. */
  | "busy"
  /** The asking member has left the room. */
  | "gone"
  /** The seat was lost with the answer: whether it had an effect is not known. */
  | "lost"
  /** The session ended before the answer came. */
  | "ended"
  /** The classic dialect has no such request. */
  | "classic";

/** What can be typed behind a slash, in a talk or at the console of a server. */
export type CommandWord =
  | "msg"
  | "r"
  | "me"
  | "who"
  | "whois"
  | "invite"
  | "nick"
  | "topic"
  | "history"
  | "search"
  | "seen"
  | "servers"
  | "ignore"
  | "unignore"
  | "ping"
  | "clear"
  | "help"
  | "exit"
  | "op"
  | "deop"
  | "kick"
  | "ban"
  | "unban"
  | "bans"
  | "mute"
  | "unmute"
  | "quit";

/** What the help tells of a command. */
export interface CommandTexts {
  /** What stands behind the command. */
  readonly args?: string;
  readonly summary: string;
}

/** Everything that the program says, in one language. Each text is a line, without a full stop if short. */
export interface Messages {
  // What members of a room see.
  readonly entered: (name: string) => string;
  readonly saidBy: (name: string) => string;
  /** What stands before what a member says that it does. */
  readonly actsBy: (name: string) => string;
  readonly renamed: (name: string, to: string) => string;
  readonly left: Readonly<Record<LeaveReason, (name: string) => string>>;
  /** The same where it is known who removed the member. */
  readonly removedBy: Readonly<Record<"kicked" | "banned", (name: string, by: string) => string>>;
  /** Stands for the name of an operator who sits at the console. */
  readonly operator: string;
  /** Told to a member whom the console has made an operator: one who hosts the room is. */
  readonly youRunRoom: string;
  readonly opped: (name: string, by: string) => string;
  readonly deopped: (name: string, by: string) => string;
  readonly muted: string;
  readonly mutedBy: (name: string, by: string) => string;
  readonly mutedFor: (name: string, by: string, duration: string) => string;
  readonly mutedForFlood: (name: string, duration: string) => string;
  readonly unmuted: (name: string, by: string) => string;
  /** What stands before a new topic. */
  readonly topicBy: (by: string) => string;
  readonly topicRemoved: (by: string) => string;
  /** What stands before the topic where somebody enters. */
  readonly topicNow: string;
  /** What stands before what is said to one member alone. */
  readonly whispered: (from: string, to: string) => string;
  /** A classic member says too much. */
  readonly tooFast: (perSecond: number) => string;
  readonly announcement: string;
  /** Told to a member whom another one, an operator, has removed. */
  readonly farewellBy: Readonly<Record<"kicked" | "banned", (by: string) => string>>;
  /** Told to the member who is gone. Our own client knows the room's end by these very words. */
  readonly farewell: Readonly<Record<FarewellReason, string>>;
  readonly refusal: Readonly<Record<Refusal | "too-many-guesses" | "not-sealed", string>>;
  /** Told to somebody who speaks and is not in the room; in few bytes where only those may be sent. */
  readonly stranger: Readonly<Record<"full" | "brief", string>>;
  /** Why a request had no effect, beside the reasons in `refusal`. */
  readonly fault: Readonly<Record<RequestFault, string>>;

  // The server's log and console.
  readonly serving: (address: string) => string;
  readonly joinBy: string;
  /** A room's name where neither the person nor the machine gives one. */
  readonly unnamedRoom: string;
  readonly announcedAs: (name: string) => string;
  /** Browsers are not served. */
  readonly noPage: Readonly<Record<"in-use" | "other", (port: number) => string>>;
  readonly notAnnounced: (why: string) => string;
  readonly announceFault: Readonly<Record<"port-in-use" | "no-multicast", string>>;
  /** Told to somebody who sits in the room that the same program serves. */
  /** How Ctrl-C closes a room that others are in. */
  readonly interruptAgain: (others: number) => string;
  /** Why Ctrl-Z does nothing for a host, and at the console of a server. */
  readonly noStopping: string;
  readonly noStoppingServer: string;
  readonly leavingCloses: string;
  readonly keptIn: (path: string) => string;
  /** Why browsers are shown no page. */
  readonly pageFault: (why: string) => string;
  /** Nothing that happens can be written down, so nothing may happen; `why` is what the system says. */
  readonly notKept: (why: string) => string;
  readonly keptAgain: string;
  /** A private message waits for somebody who is not here. */
  readonly waitsFor: (name: string) => string;
  readonly memoryKeepsNothing: string;
  /** Told where a shell runs the room in the background. */
  readonly noConsole: string;
  /** Told at the start of the console. */
  readonly consoleHint: string;
  /** What stands over the commands. */
  readonly consoleHelp: string;
  readonly operatorPrompt: string;
  readonly refused: (name: string, why: string) => string;
  /** Told where the operator's terminal stood still, or was too slow. */
  readonly skipped: (count: number) => string;
  readonly roomClosed: string;
  readonly nobodyHere: string;
  readonly memberCount: (count: number) => string;

  // The client.
  readonly askName: string;
  readonly joined: (name: string, server: string, dialect: string) => string;
  readonly dialect: Readonly<Record<Dialect, string>>;
  readonly classicIsLossy: string;
  readonly howToLeave: string;
  /** What stands in the place of the prompt until the server answers. */
  readonly connecting: (server: string) => string;
  readonly nameRefused: (name: string, why: string) => string;
  readonly nameTakenOrBarred: string;
  readonly noNameGiven: string;
  readonly noAnswer: (server: string) => string;
  readonly noReliableAnswer: (server: string) => string;
  readonly serverSilent: string;
  readonly serverGone: string;
  readonly serverBack: string;
  readonly serverQuiet: string;
  readonly connectionBroken: string;
  readonly connectionBack: string;
  readonly backInNewRoom: string;
  readonly missed: (count: number) => string;
  readonly textTooLong: string;
  readonly notSaid: (why: string) => string;
  /** Somebody is in the room whose dialect is not sealed. */
  readonly overheard: string;
  readonly slowed: (perSecond: number) => string;
  /** The room's servers cannot agree now, and what is said waits for that; then they can again. */
  readonly stalled: string;
  readonly goesOn: string;
  /** The same, for the one at the console: why. */
  readonly serversStalled: (why: string) => string;
  /** A server of several has stopped. */
  readonly serverLeft: string;
  readonly needsCluster: string;
  readonly clusterNeedsSecret: string;
  readonly unsaid: (count: number) => string;
  readonly otherVersion: (server: string, version: number) => string;
  /** The room at an address has another key than the one that was meant. */
  readonly impostor: (server: string) => string;
  readonly wrongPassword: (server: string) => string;

  // Keys and passwords.
  /** There is no home, or no permission to use it. */
  readonly nothingKept: string;
  /** Each of these is followed by lines of its own. */
  readonly invitation: string;
  readonly page: string;
  readonly newRoom: string;
  readonly roomWords: string;
  readonly wordsOf: (name: string) => string;
  /** Headings: a known room's name, address, last day and words. */
  readonly knownColumns: readonly [string, string, string, string];
  readonly noKnownRooms: string;
  readonly notKnown: (name: string) => string;
  readonly roomsUsage: string;
  readonly noKey: (name: string) => string;
  readonly onlyHostInvites: string;
  /** The room has another key than it had; then what that may mean, and the words of both keys. */
  readonly changedKey: (server: string) => string;
  readonly changedAdvice: string;
  readonly wordsBefore: string;
  readonly wordsNow: string;
  readonly otherRoom: (server: string) => string;
  readonly askYes: string;
  readonly askPassword: string;
  readonly askNewPassword: string;
  readonly madePassword: (password: string) => string;
  readonly passwordNeeded: string;
  readonly nobodyToAsk: string;
  readonly badPassword: (most: number) => string;
  readonly cannotReadFile: (path: string) => string;
  readonly cannotWriteFile: (path: string) => string;
  readonly youLeft: string;
  /** A pipe goes on behind the line that says that it leaves. */
  readonly behindExit: (count: number) => string;

  // The talk as it is shown.
  /** For dates, as BCP 47 names it. */
  readonly locale: string;
  readonly language: Language;
  /** What stands over what was said before the member came, and under it. */
  readonly beforeYou: string;
  readonly youEntered: string;
  /** Above those of one's own messages that are shown before the server has them. */
  readonly moreUnderWay: (count: number) => string;
  /** A name before what is said to somebody. */
  readonly address: (name: string) => string;
  /** Whole sentences, to be read out. */
  readonly sentence: {
    /** A private message to the reader, and one of the reader's own. */
    readonly whispers: (name: string, text: string) => string;
    readonly whispersOwn: (to: string, text: string) => string;
    readonly says: (name: string, text: string) => string;
    readonly said: (time: string, name: string, text: string) => string;
    readonly at: (time: string, text: string) => string;
    /** Before an entry that was looked for. */
    readonly number: (index: number) => string;
  };

  // What is typed in a talk.
  readonly talkHelp: string;
  /** What stands over the commands that take an operator. */
  readonly operatorsHelp: string;
  readonly commands: Readonly<Record<CommandWord, CommandTexts>>;
  /** A command that the console does not have. */
  readonly memberCommand: (word: string) => string;
  /** For somebody who wants to change the room as one changes a channel elsewhere. */
  readonly otherRooms: (program: string) => string;
  readonly usageIs: (usage: string) => string;
  readonly ignoring: (name: string) => string;
  readonly ignoringNobody: string;
  readonly heardAgain: (name: string) => string;
  readonly notIgnored: (name: string) => string;
  readonly notDone: (why: string) => string;
  readonly nobodyWrote: string;
  readonly noTopic: string;
  /**
   * Headings of the list of members: name, dialect, since, idle, round trip; for operators also address,
   * loss, lag.
   */
  readonly whoColumns: readonly string[];
  /** The heading in the place of the dialect, where the room has several servers. */
  readonly serverColumn: string;
  readonly serverColumns: readonly string[];
  readonly oneServer: string;
  readonly serverIsGone: string;
  readonly pong: (milliseconds: string) => string;
  /** What stands over and under older entries that were asked for. */
  readonly earlier: string;
  readonly now: string;
  readonly nothingEarlier: string;
  /** What stands over the first message that came while the reader did not look. */
  readonly newSince: string;
  /** Below the talk where it is read back: what the keys do, where it begins, that more is on its way, what came. */
  readonly readingKeys: string;
  readonly readingStart: string;
  readonly readingLoads: string;
  readonly unread: (count: number) => string;
  /** Before the text that is searched for there. */
  readonly searching: Readonly<Record<"asked" | "under-way" | "found" | "nothing", string>>;
  /** What stands over entries around one, and over those that have a text. */
  readonly around: (index: number) => string;
  readonly found: (text: string) => string;
  /** Nothing has the text, or nothing older than what was shown. */
  readonly nothingFound: (text: string) => string;
  readonly seeAround: (index: number) => string;
  readonly seeMore: string;
  readonly searchWhat: string;
  /** Who has everything of the log, who has not, and of whom nobody knows. */
  readonly seenAll: (names: readonly string[]) => string;
  readonly seenBehind: (name: string, count: number, duration: string) => string;
  readonly seenUnknown: (names: readonly string[]) => string;
  readonly seenElsewhere: (names: readonly string[]) => string;
  /** A member whose connection is broken. */
  readonly memberAway: (name: string) => string;
  readonly noBans: string;
  readonly unbanned: (target: string) => string;
  readonly banLine: (target: string, by: string) => string;
  readonly banLineUntil: (target: string, by: string, until: string) => string;
  /** Told before `ignoring`: the name may be wrong. */
  readonly notSeen: (name: string) => string;
  /** How to say what begins with a slash and is no command. */
  readonly saidBySlashes: (word: string) => string;

  // The client of scripts.
  readonly missingName: string;
  /** A classic server has what it was sent, or not: nobody knows. */
  readonly cannotConfirm: (server: string) => string;
  readonly cannotReadInput: (why: string) => string;
  /** What is wrong with a line of JSON. */
  readonly badLine: {
    readonly json: (why: string) => string;
    readonly kind: (kind: string, known: readonly string[]) => string;
    readonly field: (kind: string, field: string, expected: string, value: string) => string;
    /** What a field has to be. */
    readonly text: string;
    readonly count: string;
  };
  /** Bytes of the input are no UTF-8. */
  readonly damagedInput: string;
  /** The input is UTF-16 or no text at all, or has a line that is too long to be read. */
  readonly inputFault: Readonly<Record<"no-text" | "line-too-long", string>>;
  readonly nothingToSay: string;

  // The search for rooms.
  /** Headings of the table: name, members, address, round trip. */
  /** A room's name in a list, where it takes a password. */
  readonly lockedRoom: (name: string) => string;
  readonly roomColumns: readonly [string, string, string, string];
  readonly noRooms: (program: string) => string;
  readonly cannotSearch: string;
  readonly noneFound: (program: string, server: string) => string;
  readonly noRoomNamed: (name: string, program: string) => string;
  readonly tryingHost: (name: string) => string;
  readonly takingRoom: (name: string, server: string) => string;
  readonly roomAt: (name: string, server: string) => string;
  readonly severalRooms: (rooms: readonly string[]) => string;
  readonly askRoom: (count: number) => string;
  readonly noSuchRoom: (count: number) => string;

  /** What the search for the reason says why people do not see each other. */
  readonly doctor: DoctorTexts;

  /** What the page in a browser says. */
  readonly inBrowser: PageTexts;

  // What is kept of rooms.
  readonly noKeptRooms: (program: string) => string;
  readonly severalKeptRooms: (rooms: readonly string[]) => string;
  readonly noKeptRoom: (name: string, rooms: readonly string[]) => string;
  readonly wholeLog: (entries: number) => string;
  /** What is wrong with a room's file. */
  readonly logFault: {
    readonly damage: (detail: string) => string;
    readonly recordGap: (after: number, next: number) => string;
    readonly entryGap: (after: number, next: number) => string;
    readonly record: (number: number) => string;
  };

  // The command line.
  readonly didYouMean: (word: string) => string;
  readonly unknownCommand: (word: string) => string;
  readonly unknownOption: (option: string) => string;
  readonly unexpectedArgument: (argument: string) => string;
  readonly missingValue: (option: string) => string;
  readonly needlessValue: (option: string) => string;
  readonly repeatedOption: (option: string) => string;
  readonly badValue: (option: string, value: string, expected: string) => string;
  readonly expected: {
    readonly port: string;
    readonly portOrOff: string;
    readonly host: string;
    readonly server: string;
    readonly address: string;
    readonly room: string;
    readonly language: string;
    readonly duration: string;
    /** `word` stands in the place of a duration. */
    readonly durationOr: (word: string) => string;
    readonly file: string;
    readonly timeout: string;
    readonly time: string;
    readonly count: string;
    readonly rate: string;
    readonly cluster: string;
    readonly integer: (least: number, most: number) => string;
    readonly number: (least: number, most: number) => string;
    readonly choice: (choices: readonly string[]) => string;
  };
  readonly portInUse: (address: string) => string;
  readonly portInUseByRoom: (address: string, program: string) => string;
  readonly notPermitted: (address: string) => string;
  readonly addressNotHere: (address: string) => string;
  readonly cannotListen: (address: string, why: string) => string;
  readonly badCertificate: (why: string) => string;
  readonly certNeedsKey: string;
  readonly certWithoutWeb: string;
  readonly hostNotFound: (host: string) => string;
  readonly workerFailed: (why: string) => string;

  // The lessons.
  readonly unknownLesson: (name: string) => string;
  readonly lessonMissing: string;
  /** Tells what was verified of a lesson's result... */
  readonly verified: (facts: readonly string[]) => string;
  /** ...or what is not true of it, though it should be. */
  readonly notVerified: (facts: readonly string[]) => string;

  readonly help: HelpTexts;
}

/** The texts of `--help`. */
export interface HelpTexts {
  /** What stands in front of a usage line, and what in it stands for any command and any options. */
  readonly usage: string;
  readonly anyCommand: string;
  readonly anyOptions: string;
  readonly commands: string;
  readonly options: string;
  readonly examples: string;
  readonly argumentsTitle: string;
  readonly program: string;
  readonly more: string;
  readonly host: string;
  readonly serve: string;
  readonly join: string;
  readonly send: string;
  readonly find: string;
  readonly doctor: string;
  readonly doctorArgument: string;
  readonly rooms: string;
  readonly roomsArgument: string;
  readonly log: string;
  readonly logArgument: string;
  readonly completions: string;
  readonly exercise: string;
  readonly lessons: string;
  readonly moreLesson: string;
  /** What the lines of the examples do. */
  readonly example: {
    readonly host: string;
    readonly hostNamed: string;
    readonly serve: string;
    readonly unannounced: string;
    readonly cluster: string;
    readonly join: string;
    readonly joinNamed: string;
    readonly joinAddress: string;
    readonly send: string;
    readonly sendNamed: string;
    readonly sendInput: string;
    readonly find: string;
    readonly findJson: string;
    readonly doctor: string;
    readonly doctorWait: string;
    readonly doctorHost: string;
    readonly rooms: string;
    readonly forget: string;
    readonly log: string;
    readonly logSearch: string;
    readonly logMinutes: string;
    readonly lessons: string;
    readonly lesson: string;
    readonly explain: string;
    readonly completions: string;
  };
  readonly option: {
    readonly room: string;
    readonly file: string;
    readonly memory: string;
    readonly keep: string;
    readonly transcript: string;
    readonly noAnnounce: string;
    readonly host: string;
    readonly port: string;
    readonly web: string;
    readonly cert: string;
    readonly certKey: string;
    readonly langServe: string;
    readonly langJoin: string;
    readonly idle: string;
    readonly maxMembers: string;
    readonly namesFor: string;
    readonly password: string;
    readonly passwordFile: string;
    readonly key: string;
    readonly noClassic: string;
    readonly grace: string;
    readonly cluster: string;
    readonly clusterSecretFile: string;
    readonly natsCreds: string;
    readonly replicas: string;
    readonly rate: string;
    readonly burst: string;
    readonly logEntries: string;
    readonly logBytes: string;
    readonly dialect: string;
    readonly history: string;
    readonly bell: string;
    readonly plain: string;
    readonly server: string;
    readonly name: string;
    readonly jsonTalk: string;
    readonly text: string;
    readonly nameSend: string;
    readonly dialectSend: string;
    readonly jsonRooms: string;
    readonly timeout: string;
    readonly wait: string;
    readonly waitPort: string;
    readonly jsonDoctor: string;
    readonly search: string;
    readonly since: string;
    readonly until: string;
    readonly from: string;
    readonly format: string;
    readonly verify: string;
    readonly shell: string;
    readonly lesson: string;
    readonly explain: string;
    readonly source: string;
    readonly json: string;
    readonly help: string;
    readonly version: string;
  };
  readonly defaultValue: (value: string) => string;
  readonly orVariable: (variable: string) => string;
  readonly exitCodes: string;
  readonly exitCodesScript: string;
  readonly exitCodesFind: string;
  readonly exitCodesLog: string;
  readonly exitCodesDoctor: string;
  readonly exitCodesExercise: string;
}
