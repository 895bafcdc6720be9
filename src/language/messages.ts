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
  | "nick"
  | "topic"
  | "history"
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
  readonly refusal: Readonly<Record<Refusal, string>>;
  /** Why a request had no effect, beside the reasons in `refusal`. */
  readonly fault: Readonly<Record<RequestFault, string>>;

  // The server's log and console.
  readonly serving: (address: string) => string;
  readonly joinBy: string;
  /** A room's name where neither the person nor the machine gives one. */
  readonly unnamedRoom: string;
  readonly announcedAs: (name: string) => string;
  readonly notAnnounced: (why: string) => string;
  readonly announceFault: Readonly<Record<"port-in-use" | "no-multicast", string>>;
  /** Told to somebody who sits in the room that the same program serves. */
  /** How Ctrl-C closes a room that others are in. */
  readonly interruptAgain: (others: number) => string;
  /** Why Ctrl-Z does nothing for a host. */
  readonly noStopping: string;
  readonly leavingCloses: string;
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
  readonly slowed: (perSecond: number) => string;
  readonly unsaid: (count: number) => string;
  readonly otherVersion: (server: string, version: number) => string;
  readonly youLeft: string;
  /** A pipe goes on behind the line that says that it leaves. */
  readonly behindExit: (count: number) => string;

  // The talk as it is shown.
  /** For dates, as BCP 47 names it. */
  readonly locale: string;
  /** What stands over what was said before the member came, and under it. */
  readonly beforeYou: string;
  readonly youEntered: string;
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
  readonly pong: (milliseconds: string) => string;
  /** What stands over and under older entries that were asked for. */
  readonly earlier: string;
  readonly now: string;
  readonly nothingEarlier: string;
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
  readonly roomColumns: readonly [string, string, string, string];
  readonly noRooms: (program: string) => string;
  readonly cannotSearch: string;
  readonly noneFound: (program: string, server: string) => string;
  readonly noRoomNamed: (name: string) => string;
  readonly tryingHost: (name: string) => string;
  readonly takingRoom: (name: string, server: string) => string;
  readonly roomAt: (name: string, server: string) => string;
  readonly severalRooms: (rooms: readonly string[]) => string;
  readonly askRoom: (count: number) => string;
  readonly noSuchRoom: (count: number) => string;

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
    readonly host: string;
    readonly server: string;
    readonly room: string;
    readonly language: string;
    readonly duration: string;
    readonly timeout: string;
    readonly count: string;
    readonly rate: string;
    readonly integer: (least: number, most: number) => string;
    readonly number: (least: number, most: number) => string;
    readonly choice: (choices: readonly string[]) => string;
  };
  readonly portInUse: (address: string) => string;
  readonly portInUseByRoom: (address: string, program: string) => string;
  readonly notPermitted: (address: string) => string;
  readonly addressNotHere: (address: string) => string;
  readonly cannotListen: (address: string, why: string) => string;
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
    readonly join: string;
    readonly joinNamed: string;
    readonly joinAddress: string;
    readonly send: string;
    readonly sendNamed: string;
    readonly sendInput: string;
    readonly find: string;
    readonly findJson: string;
    readonly lessons: string;
    readonly lesson: string;
    readonly explain: string;
    readonly completions: string;
  };
  readonly option: {
    readonly room: string;
    readonly noAnnounce: string;
    readonly host: string;
    readonly port: string;
    readonly langServe: string;
    readonly langJoin: string;
    readonly idle: string;
    readonly maxMembers: string;
    readonly grace: string;
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
    readonly legacyQuit: string;
    readonly jsonTalk: string;
    readonly text: string;
    readonly nameSend: string;
    readonly dialectSend: string;
    readonly jsonRooms: string;
    readonly timeout: string;
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
  readonly exitCodesExercise: string;
}
