import {
  checkNetwork,
  checkPath,
  checkWeb,
  DISCOVERY_PORT,
  findRooms,
  type FoundRoom,
  reachServer,
} from "../../client/mod.ts";
import type { Messages } from "../../language/mod.ts";
import {
  BindError,
  type Endpoint,
  isNeighbour,
  parseEndpoint,
  resolveEndpoint,
} from "../../net/mod.ts";
import { StoreError, tryFolder } from "../../store/mod.ts";
import { writeLine } from "../../terminal/mod.ts";
import {
  type OptionSpecs,
  parseArgument,
  parseOptions,
  type ValueOption,
} from "../arguments/options.ts";
import { integerOption, languageOption } from "../arguments/values.ts";
import type { Command } from "../command.ts";
import { DEFAULT_PORT } from "../defaults.ts";
import { fault, type Finding, findingJson, findingLine, fine, warning } from "../doctor/finding.ts";
import { networkFindings, roomsFindings } from "../doctor/network_findings.ts";
import { pathFindings } from "../doctor/path_findings.ts";
import { webFindings } from "../doctor/web_findings.ts";
import { waitForOthers } from "../doctor/wait_for_others.ts";
import { EXIT_FAILURE, EXIT_OK, Failure, UsageError } from "../errors.ts";
import { ownFolder } from "../keeper.ts";
import { programName } from "../program_name.ts";
import { roomsElsewhere } from "../rooms_elsewhere.ts";

const OPTIONS = {
  "wait": { summary: (help) => help.option.wait },
  "port": integerOption(
    [1, 65_535],
    (help) => help.option.waitPort,
    (messages) => messages.expected.port,
  ),
  "json": { summary: (help) => help.option.jsonDoctor },
  "lang": languageOption((help) => help.option.langJoin),
} satisfies OptionSpecs;

/** The other machine, and whether a port of it was given. */
interface Other {
  readonly endpoint: Endpoint;
  readonly hasPort: boolean;
}

const OTHER: ValueOption<Other> = {
  metavar: "HOST[:PORT]",
  summary: (help) => help.doctorArgument,
  parse: (text) => {
    const endpoint = parseEndpoint(text, DEFAULT_PORT);
    const hasPort = endpoint?.port === parseEndpoint(text, DEFAULT_PORT + 1)?.port;
    return endpoint && { endpoint, hasPort };
  },
  expected: (messages) => messages.expected.address,
};

/** Milliseconds that rooms are looked for. */
const SEARCH_TIME = 1200;

/** `chatroom doctor [HOST[:PORT]]`. */
export const doctor: Command = {
  name: "doctor",
  argument: { usage: OTHER.metavar, summary: OTHER.summary },
  summary: (help) => help.doctor,
  examples: [
    { line: "chatroom doctor", summary: (help) => help.example.doctor },
    { line: "chatroom doctor --wait", summary: (help) => help.example.doctorWait },
    { line: "chatroom doctor 10.0.0.7", summary: (help) => help.example.doctorHost },
  ],
  exitCodes: (help) => [help.exitCodesDoctor],
  options: OPTIONS,
  async run(args, { messages }) {
    const { options, positionals } = parseOptions(OPTIONS, 1, args, messages);
    const { wait, json, port } = options;
    const other = parseArgument(OTHER, positionals[0], messages);
    if (wait && other?.hasPort) throw new UsageError(messages.doctor.portWithWait);
    if (!wait && port !== undefined) throw new UsageError(messages.doctor.portWithoutWait);
    let hasFault = false;
    const tell = (findings: readonly Finding[]) => {
      hasFault ||= findings.some(({ verdict }) => verdict === "fault");
      for (const finding of findings) {
        writeLine(json ? findingJson(finding) : findingLine(finding, messages.doctor));
      }
    };
    tell(await filesFindings(messages));
    if (wait) {
      const welcome = other === undefined ? [] : await addressesOf(other.endpoint, messages);
      tell(networkFindings(await checkNetwork(), DISCOVERY_PORT, messages));
      const hints = json ? undefined : writeLine;
      await waitForOthers({ port: port ?? DEFAULT_PORT, welcome, tell, hints, messages });
    } else {
      await lookAround(other?.endpoint, tell, messages);
    }
    return hasFault ? EXIT_FAILURE : EXIT_OK;
  },
};

/** Whether something can be kept on this machine. */
async function filesFindings({ doctor }: Messages): Promise<Finding[]> {
  const folder = ownFolder();
  if (folder === undefined) return [warning("files", doctor.noFolder)];
  try {
    await tryFolder(folder);
    return [fine("files", doctor.canKeep(folder), { folder })];
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return [fault("files", doctor.cannotKeep(error.message), { folder })];
  }
}

/** Looks at this machine's networks, and at the way to another one where that is named. */
async function lookAround(
  other: Endpoint | undefined,
  tell: (findings: readonly Finding[]) => void,
  messages: Messages,
): Promise<void> {
  const elsewhere = await roomsElsewhere(messages);
  const [network, rooms, all] = await Promise.all([checkNetwork(), search([]), search(elsewhere)]);
  tell(networkFindings(network, DISCOVERY_PORT, messages));
  const far = all.filter(({ keyHash }) => !rooms.some((room) => room.keyHash === keyHash));
  tell(roomsFindings(rooms, far, programName(), messages));
  if (other === undefined) return;
  const { hostname } = other;
  try {
    const to = await reachServer(await resolveEndpoint(other));
    const hasHeardGroup = network.hasHeard(to.hostname);
    const surroundings = {
      rooms: [...rooms, ...far],
      isOnLink: isNeighbour(to.hostname),
      hasHeardGroup,
      program: programName(),
    };
    const [path, web] = await Promise.all([checkPath(to, hasHeardGroup), checkWeb(to)]);
    tell(pathFindings(to, path, surroundings, messages));
    tell(webFindings(to, web, path, messages));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new Failure(messages.hostNotFound(hostname));
    }
    if (!(error instanceof BindError)) throw error;
    tell([fault("answer", messages.doctor.noRoute(hostname), { address: hostname })]);
  }
}

async function search(elsewhere: readonly Endpoint[]): Promise<FoundRoom[]> {
  try {
    return await findRooms({ timeout: SEARCH_TIME, elsewhere });
  } catch (error) {
    // The findings about multicast say so.
    if (error instanceof Deno.errors.AddrNotAvailable) return [];
    throw error;
  }
}

async function addressesOf(other: Endpoint, messages: Messages): Promise<string[]> {
  try {
    return (await resolveEndpoint(other)).map(({ hostname }) => hostname);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Failure(messages.hostNotFound(other.hostname));
  }
}
