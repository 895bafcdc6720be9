import { writeFully } from "../../base/stdio.ts";
import type { Messages } from "../../language/mod.ts";
import { type Fault, RoomFile, type Row, StoreError } from "../../store/mod.ts";
import { writeLine } from "../../terminal/mod.ts";
import { type OptionSpecs, parseOptions, type ValueOption } from "../arguments/options.ts";
import { timeOption } from "../arguments/time.ts";
import { languageOption } from "../arguments/values.ts";
import type { Command, Context } from "../command.ts";
import { EXIT_FAILURE, EXIT_OK, Failure } from "../errors.ts";
import { formatJson, formatLog } from "../log/format.ts";
import { htmlStyle } from "../log/html_style.ts";
import { findRoomFile } from "../log/kept_room.ts";
import { markdownStyle } from "../log/markdown_style.ts";
import { selectEntries } from "../log/selection.ts";
import { textStyle } from "../log/text_style.ts";

const FORMATS = ["text", "markdown", "json", "html"] as const;

type Format = typeof FORMATS[number];

const OPTIONS = {
  "search": {
    metavar: "TEXT",
    summary: (help) => help.option.search,
    parse: (text) => text,
    expected: () => "",
  } as ValueOption<string>,
  "since": timeOption((help) => help.option.since),
  "until": timeOption((help) => help.option.until),
  "from": {
    metavar: "NAME",
    summary: (help) => help.option.from,
    parse: (text) => text,
    expected: () => "",
  } as ValueOption<string>,
  "format": {
    metavar: FORMATS.join("|"),
    summary: (help) => help.option.format,
    parse: (text) => FORMATS.find((format) => format === text),
    expected: (messages) => messages.expected.choice(FORMATS),
  } as ValueOption<Format>,
  "verify": { summary: (help) => help.option.verify },
  "lang": languageOption((help) => help.option.langJoin),
} satisfies OptionSpecs;

/** `chatroom log [FILE|ROOM]`. */
export const log: Command = {
  name: "log",
  argument: { usage: "FILE|ROOM", summary: (help) => help.logArgument },
  summary: (help) => help.log,
  examples: [
    { line: "chatroom log", summary: (help) => help.example.log },
    { line: "chatroom log Tea --since 2h --search tea", summary: (help) => help.example.logSearch },
    {
      line: "chatroom log Tea --format markdown >minutes.md",
      summary: (help) => help.example.logMinutes,
    },
  ],
  exitCodes: (help) => [help.exitCodesLog],
  options: OPTIONS,
  run(args, context) {
    const { options, positionals } = parseOptions(OPTIONS, 1, args, context.messages);
    const code = inWords(() => {
      using file = RoomFile.read(findRoomFile(positionals[0], context.messages));
      if (options.verify) return verify(file, context.messages);
      const rows = selectEntries(file, {
        search: options.search,
        since: options.since?.start,
        until: options.until?.end,
        from: options.from,
      });
      write(format(file.name, rows, options.format ?? "text", context));
      return EXIT_OK;
    });
    return Promise.resolve(code);
  },
};

function format(
  room: string,
  rows: Iterable<Row>,
  format: Format,
  { messages, language }: Context,
): Iterable<string> {
  switch (format) {
    case "json":
      return formatJson(rows);
    case "text":
      return formatLog(room, rows, textStyle(), messages);
    case "markdown":
      return formatLog(room, rows, markdownStyle(), messages);
    case "html":
      return formatLog(room, rows, htmlStyle(language), messages);
  }
}

/** Characters that are written at once: a call of the system for each line would take most of the time. */
const PART = 1 << 16;

/** Writes texts as they come, so that never all of them are held. */
function write(texts: Iterable<string>): void {
  const encoder = new TextEncoder();
  let part = "";
  for (const text of texts) {
    part += text;
    if (part.length < PART) continue;
    writeFully(Deno.stdout, encoder.encode(part));
    part = "";
  }
  writeFully(Deno.stdout, encoder.encode(part));
}

/** Says whether a file is whole. Returns the exit code. */
function verify(file: RoomFile, messages: Messages): number {
  const faults = file.verify();
  for (const fault of faults) writeLine(faultLine(fault, messages));
  if (faults.length > 0) return EXIT_FAILURE;
  writeLine(messages.wholeLog(file.nextEntry - file.firstEntry));
  return EXIT_OK;
}

function faultLine(fault: Fault, { logFault }: Messages): string {
  switch (fault.kind) {
    case "damage":
      return logFault.damage(fault.detail);
    case "recordGap":
      return logFault.recordGap(fault.after, fault.next);
    case "entryGap":
      return logFault.entryGap(fault.after, fault.next);
    case "record":
      return logFault.record(fault.number);
  }
}

/** What cannot be read is told in a line. */
function inWords(run: () => number): number {
  try {
    return run();
  } catch (error) {
    throw error instanceof StoreError ? new Failure(error.message) : error;
  }
}
