import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Program } from "../support/program.ts";
import { Screen } from "../support/screen.ts";

Deno.test({
  name: "--help fits a narrow terminal, its heads in bold but with NO_COLOR",
  ignore: !Screen.isAvailable(),
  async fn() {
    for (const [NO_COLOR, hasBold] of [["", true], ["1", false]] as const) {
      await using screen = await Screen.start(["find", "--help"], {
        columns: 50,
        rows: 40,
        env: { NO_COLOR },
      });
      assertEquals(await screen.match(/exit code 0/), [
        "List the rooms on this machine and on its",
        "networks.",
        "",
        "Usage: chatroom find [OPTIONS]",
        "",
        "Examples:",
        "  chatroom find  list the rooms on this network",
        "  chatroom find --json | jq -r .address",
        "                 their addresses, for a script",
        "",
        "Options:",
        "  --json              print one JSON object a line",
        "                      for each room and nothing",
        "                      else",
        "  --timeout DURATION  how long to look, such as",
        "                      500ms or 3s (default 1s)",
        "  --lang en|zh        language of what this",
        "                      program says (default: the",
        "                      environment's); or set",
        "                      CHATROOM_LANG",
        "  --help              show this help",
        "",
        "Exit codes: 0 rooms were found, 1 no rooms were",
        "found or something went wrong, 2 wrong use",
        "exit code 0",
      ]);
      const shown = await screen.capture();
      assertEquals(shown.includes("\x1b[1mExamples:"), hasBold);
    }
  },
});

Deno.test("--help to a pipe has 80 columns and no escape sequences", async () => {
  const { stdout } = await Program.run(["join", "--help"]);
  assert(stdout.split("\n").every((row) => row.length <= 80), stdout);
  assert(stdout.split("\n").some((row) => row.length > 70), stdout);
  assert(!stdout.includes("\x1b"));
  assertStringIncludes(stdout, "\nExamples:\n");
});
