import { LANGUAGES, messagesIn, suggest } from "../../src/language/mod.ts";
import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import fc from "fast-check";
import { UsageError } from "../../src/cli/errors.ts";
import {
  type OptionSpecs,
  parseArgument,
  parseOptions,
  type ValueOption,
} from "../../src/cli/arguments/options.ts";

const messages = messagesIn("en");

const SPECS = {
  "port": {
    metavar: "N",
    summary: () => "",
    parse: (text) => /^\d+$/.test(text) ? Number(text) : undefined,
    expected: (_messages, text) => `${text} is no number`,
  } as ValueOption<number>,
  "name": {
    metavar: "NAME",
    summary: () => "",
    parse: (text) => text,
    expected: () => "",
  } as ValueOption<string>,
  "quick-quit": { summary: () => "" },
} satisfies OptionSpecs;

const parse = (...args: string[]) => parseOptions(SPECS, 1, args, messages);

/** What a person is told who gives these arguments. */
function faultOf(...args: string[]): string {
  return assertThrows(() => parse(...args), UsageError).message;
}

const NOTHING = { "port": undefined, "name": undefined, "quick-quit": false };

Deno.test("`parseOptions()` reads options before, behind and around an argument", () => {
  const options = { "port": 80, "name": "Ada", "quick-quit": true };
  for (
    const args of [
      ["host", "--port", "80", "--name", "Ada", "--quick-quit"],
      ["--port", "80", "--quick-quit", "host", "--name=Ada"],
      ["--quick-quit", "--port=80", "--name", "Ada", "host"],
    ]
  ) assertEquals(parse(...args), { options, positionals: ["host"] });
  assertEquals(parse(), { options: NOTHING, positionals: [] });
});

Deno.test("`parseOptions()` takes a value to the letter", () => {
  for (const value of ["a=b", "007", "a b", "小明", "true", "a\nb", "'"]) {
    assertEquals(parse("--name", value).options.name, value);
    assertEquals(parse(`--name=${value}`).options.name, value);
  }
  assertEquals(parse("--name=-bob").options.name, "-bob");
  assertEquals(parse("--name=--port").options, { ...NOTHING, name: "--port" });
  assertEquals(parse("007").positionals, ["007"]);
});

Deno.test("`parseOptions()` takes what follows `--` for arguments, whatever it looks like", () => {
  for (
    const argument of ["--port", "-5", "-x", "--quick-quit", "--quick-quit=1", "--unknown", "--"]
  ) {
    assertEquals(parse("--", argument), { options: NOTHING, positionals: [argument] }, argument);
  }
  assertEquals(faultOf("--", "--port", "-1"), messages.unexpectedArgument("-1"));
  assertEquals(faultOf("host", "--", "--port"), messages.unexpectedArgument("--port"));
});

Deno.test("`parseOptions()` refuses an option that it does not know", () => {
  for (
    const option of ["--xyzzy", "-p", "--constructor", "--__proto__", "--toString", "-5", "---"]
  ) {
    assertEquals(faultOf(option), messages.unknownOption(option));
    assertEquals(faultOf(option, "value"), messages.unknownOption(option));
  }
  assertEquals(faultOf("--xyzzy=1"), messages.unknownOption("--xyzzy"));
  assertEquals(faultOf("--_", "x"), messages.unknownOption("--_"));
  assertEquals(faultOf("--_=x"), messages.unknownOption("--_"));
  assertEquals(faultOf("--xyzzy=a\nb=c"), messages.unknownOption("--xyzzy"));
});

Deno.test("`parseOptions()` asks whether a near option was meant", () => {
  const rows: [string, string][] = [
    ["--por", "--port"],
    ["--prot", "--port"],
    ["-port", "--port"],
    ["--nmae=x", "--name"],
    ["--quickquit", "--quick-quit"],
    ["--no-quick-quit", "--quick-quit"],
    ["--name.first", "--name"],
  ];
  for (const [given, meant] of rows.slice(0, -1)) {
    const option = given.replace(/=.*/, "");
    assertEquals(faultOf(given), messages.unknownOption(option) + messages.didYouMean(meant));
  }
  assertMatch(faultOf("--name.first", "x"), /^Unknown option --name\.first/);
});

Deno.test("`parseOptions()` refuses an option without its value", () => {
  for (const args of [["--port"], ["--port="], ["--port", ""], ["--port", "--name", "x"]]) {
    assertEquals(faultOf(...args), messages.missingValue("--port"));
  }
  assertEquals(faultOf("--port", "--", "80"), messages.missingValue("--port"));
  assertEquals(faultOf("--name", "--quick-quit"), messages.missingValue("--name"));
});

Deno.test("`parseOptions()` refuses a value that means nothing, and says what is expected", () => {
  for (const args of [["--port", "abc"], ["--port=abc"]]) {
    assertEquals(faultOf(...args), messages.badValue("--port", "abc", "abc is no number"));
  }
});

Deno.test("`parseOptions()` takes a negative number for a value, not for an option", () => {
  for (const args of [["--port", "-1"], ["--port=-1"]]) {
    assertEquals(faultOf(...args), messages.badValue("--port", "-1", "-1 is no number"));
  }
  assertEquals(parse("--name", "-1").options.name, "-1");
});

Deno.test("`parseOptions()` refuses an option that is given more than once", () => {
  for (
    const args of [
      ["--port", "1", "--port", "2"],
      ["--port=1", "--port=1"],
      ["--port", "1", "host", "--port=2"],
    ]
  ) assertEquals(faultOf(...args), messages.repeatedOption("--port"));
});

Deno.test("`parseOptions()` takes a flag that is given twice for given", () => {
  assertEquals(parse("--quick-quit", "--quick-quit").options["quick-quit"], true);
});

Deno.test("`parseOptions()` takes no value for a flag", () => {
  for (const flag of ["--quick-quit=1", "--quick-quit=", "--quick-quit=false"]) {
    assertEquals(faultOf(flag), messages.needlessValue("--quick-quit"));
  }
  for (const word of ["true", "false", "1"]) {
    const { options, positionals } = parse("--quick-quit", word);
    assertEquals([options["quick-quit"], positionals], [true, [word]]);
  }
});

Deno.test("`parseOptions()` knows a flag that says no, and nothing that says the contrary", () => {
  const specs = { ...SPECS, "no-echo": { summary: () => "no echo" } };
  const parse = (...args: string[]) => parseOptions(specs, 1, args, messages);
  assertEquals(parse("--port", "80").options["no-echo"], false);
  for (const word of ["true", "false", "1"]) {
    const { options, positionals } = parse("--no-echo", word);
    assertEquals([options["no-echo"], positionals], [true, [word]]);
    assertEquals(parse("--", "--no-echo").options["no-echo"], false);
  }
  assertEquals(parse("--no-echo", "--no-echo").options["no-echo"], true);
  assertEquals(parse("--name", "x", "--no-echo", "--port=1").options, {
    "quick-quit": false,
    "name": "x",
    "no-echo": true,
    "port": 1,
  });
  for (
    const [arg, fault] of [
      ["--echo", messages.unknownOption("--echo")],
      ["--echo=false", messages.unknownOption("--echo")],
      ["--no-ech", messages.unknownOption("--no-ech") + messages.didYouMean("--no-echo")],
      ["--no-echo=1", messages.needlessValue("--no-echo")],
    ] as const
  ) assertEquals(assertThrows(() => parse(arg), UsageError).message.startsWith(fault), true, arg);
});

Deno.test("`parseOptions()` refuses one argument too many", () => {
  assertEquals(faultOf("one", "two"), messages.unexpectedArgument("two"));
  assertEquals(faultOf("one", "--port", "1", "two", "three"), messages.unexpectedArgument("two"));
  const error = assertThrows(() => parseOptions(SPECS, 0, ["one"], messages), UsageError);
  assertEquals(error.message, messages.unexpectedArgument("one"));
});

Deno.test("`parseOptions()` tells faults in the language that it is given", () => {
  for (const language of LANGUAGES) {
    const messages = messagesIn(language);
    const error = assertThrows(() => parseOptions(SPECS, 0, ["--por"], messages), UsageError);
    assertEquals(error.message, messages.unknownOption("--por") + messages.didYouMean("--port"));
  }
});

/** The environment that has these variables. */
const environment = (variables: Record<string, string>) => (name: string) => variables[name];

const VARIED = { "port": { ...SPECS.port, variable: "PORT" } };

Deno.test("`parseOptions()` takes from the environment what is not given", () => {
  const parse = (args: string[], variables: Record<string, string>) =>
    parseOptions(VARIED, 0, args, messages, environment(variables)).options.port;
  assertEquals(parse([], { PORT: "80" }), 80);
  assertEquals(parse(["--port", "90"], { PORT: "80" }), 90);
  assertEquals(parse(["--port", "90"], { PORT: "none" }), 90);
  assertEquals(parse([], { PORT: "" }), undefined);
  assertEquals(parse([], {}), undefined);
  const error = assertThrows(() => parse([], { PORT: "none" }), UsageError);
  assertEquals(error.message, messages.badValue("PORT", "none", "none is no number"));
});

Deno.test("`parseArgument()` takes what is given, or what the environment says", () => {
  const parse = (text: string | undefined, variables: Record<string, string>) =>
    parseArgument(VARIED.port, text, messages, environment(variables));
  assertEquals(parse("90", { PORT: "80" }), 90);
  assertEquals(parse(undefined, { PORT: "80" }), 80);
  assertEquals(parse(undefined, {}), undefined);
  for (
    const [text, variables, message] of [
      ["x", { PORT: "80" }, messages.badValue("N", "x", "x is no number")],
      ["", { PORT: "80" }, messages.badValue("N", "", " is no number")],
      [undefined, { PORT: "y" }, messages.badValue("PORT", "y", "y is no number")],
    ] as const
  ) assertEquals(assertThrows(() => parse(text, variables), UsageError).message, message);
});

Deno.test("`parseOptions()` throws nothing but usage errors, whatever it is given", () => {
  const argument = fc.oneof(
    fc.constantFrom("--port", "--name", "--quick-quit", "--", "-", "-1", "80", "--_", "--no-port"),
    fc.string({ maxLength: 8 }).map((text) => `--${text}`),
    fc.string({ maxLength: 8 }).map((text) => `-${text}`),
    fc.string({ maxLength: 8 }),
  );
  fc.assert(
    fc.property(fc.array(argument, { maxLength: 6 }), (args) => {
      try {
        const { options, positionals } = parse(...args);
        assertEquals(Object.keys(options).sort(), Object.keys(NOTHING).sort());
        assertEquals(positionals.length <= 1, true);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("`suggest()` names the nearest word, if one is near", () => {
  const words = ["serve", "join"];
  assertEquals(suggest("sevre", words, messages), messages.didYouMean("serve"));
  assertEquals(suggest("joni", words, messages), messages.didYouMean("join"));
  assertEquals(suggest("exercise", words, messages), "");
  assertEquals(suggest("x", [], messages), "");
});
