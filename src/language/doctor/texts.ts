/** What somebody finds out, and what to do. */
export interface Advised {
  readonly text: string;
  readonly advice: string;
}

/** What `chatroom doctor` says. Every text is a part of a line. */
export interface DoctorTexts {
  readonly verdict: Readonly<Record<"ok" | "warning" | "fault", string>>;
  /** A finding and what to do about it, in one line. */
  readonly withAdvice: (text: string, advice: string) => string;

  // This machine's interfaces.
  readonly address: (name: string, cidr: string) => string;
  readonly loopback: (name: string, cidr: string) => string;
  readonly virtual: (name: string, cidr: string) => Advised;
  readonly tunnel: (name: string, cidr: string) => Advised;
  readonly selfAssigned: (name: string, cidr: string) => Advised;
  readonly noNetwork: Advised;
  readonly noIPv4: Advised;

  // Multicast, and who answers it.
  readonly multicastWorks: (name: string, address: string) => string;
  readonly multicastLost: (name: string, address: string) => Advised;
  readonly multicastNone: (name: string, address: string) => Advised;
  readonly groupPortTaken: (port: number) => Advised;
  readonly roomsFound: (rooms: readonly string[]) => string;
  readonly roomsElsewhere: (rooms: readonly string[]) => string;
  readonly noRoomsFound: (program: string) => Advised;

  // Another machine: `other` is its address, with a port where that matters.
  readonly roomAnswers: (other: string) => string;
  readonly secretRoomAnswers: (other: string) => string;
  readonly otherAnswers: (other: string) => Advised;
  readonly waiterAnswers: (other: string) => string;
  readonly nobodyAnswers: (other: string, program: string) => Advised;
  readonly noRoute: (other: string) => Advised;
  /** A room answers by its address, but was not found. */
  readonly notAnnounced: (other: string, program: string) => Advised;
  /** Browsers: `url` is the page's address. */
  readonly pageAnswers: (url: string) => string;
  readonly pageNotTrusted: (url: string) => Advised;
  readonly noPage: (other: string) => Advised;
  readonly otherPage: (other: string) => Advised;
  readonly pageSilent: (other: string) => Advised;
  readonly bothWays: (bytes: number, other: string) => string;
  readonly bothWaysIn: (bytes: number, other: string, milliseconds: string) => string;
  readonly noneBack: (bytes: number, other: string) => Advised;
  readonly notOut: (bytes: number, other: string) => Advised;
  readonly notIn: (bytes: number, other: string) => Advised;
  /** The same for datagrams of which only the long ones are dropped. */
  readonly tooLong: string;
  readonly groupArrives: (other: string) => string;
  readonly groupNotOut: (other: string) => Advised;
  readonly groupNotIn: (other: string) => Advised;
  readonly otherNetwork: (other: string) => Advised;
  readonly clockAgrees: (other: string) => string;
  readonly clockAhead: (other: string, seconds: number) => Advised;
  readonly clockBehind: (other: string, seconds: number) => Advised;

  // What is kept.
  readonly canKeep: (folder: string) => string;
  readonly noFolder: Advised;
  readonly cannotKeep: (why: string) => Advised;

  // The side that waits.
  readonly waiting: (port: number) => string;
  readonly runThere: string;
  readonly heardNobody: (port: number) => Advised;
  /** Those hosts were heard by multicast alone. */
  readonly heardGroupOnly: (hosts: readonly string[], port: number) => Advised;
  readonly stranger: (other: string, program: string) => Advised;
  readonly portWithWait: string;
  readonly portWithoutWait: string;
}
