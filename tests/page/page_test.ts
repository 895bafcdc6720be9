// The page in a real browser, in one room with terminals.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { connect } from "../../src/client/mod.ts";
import { formatEndpoint } from "../../src/net/mod.ts";
import { Browser, NO_BROWSER } from "../support/browser.ts";
import { Folder } from "../support/folder.ts";
import { Program, SERVE } from "../support/program.ts";
import { Guest, theBundle, thePage } from "../support/room_page.ts";
import { TestRoom } from "../support/room.ts";
import { Screen } from "../support/screen.ts";
import { TcpRelay } from "../support/tcp_relay.ts";
import { originOf } from "../support/web.ts";

const ENGLISH = { languages: "en-GB,en" };
const CHINESE = { languages: "zh-CN,zh,en" };

/** A room with a page. */
async function openRoom(options: Parameters<typeof TestRoom.open>[0] = {}): Promise<TestRoom> {
  const web = { port: 0, certificate: undefined };
  return await TestRoom.open({ web, language: "en", ...options }, thePage);
}

/** A process that serves a room of a file. */
function serve(folder: Folder): Program {
  const where = ["--host", "127.0.0.1", "--port", "0", "--web", "0"];
  return Program.start(
    [...SERVE, ...where, "--lang", "en", "--file", `${folder.path}/tea.db`],
    folder.env,
  );
}

/** Where such a process serves browsers. */
async function webOf(program: Program): Promise<Deno.ConnectOptions> {
  const [, port] = await program.match(/http:\/\/127\.0\.0\.1:(\d+)\//);
  return { hostname: "127.0.0.1", port: Number(port) };
}

const serverOf = (room: TestRoom) => formatEndpoint(room.server.endpoint);

Deno.test("the page's modules need neither Deno, Node nor libsodium, and make no markup", async () => {
  const { modules, files } = await theBundle();
  assert(modules.length > 100);
  const foreign = modules.filter((url) => /^node:|sodium|\/(?:cli|server|store|sync)\//.test(url));
  assertEquals(foreign, []);
  for (const name of ["page.js", "worker.js"]) {
    const code = new TextDecoder().decode(files.get(name));
    const words = /\bDeno\.|"node:|innerHTML|insertAdjacentHTML|document\.write\(|\beval\(|subtle/g;
    assertEquals(code.match(words), null, name);
  }
});

Deno.test("the page is under 150 kB over the wire", async () => {
  let sum = 0;
  for (const body of (await theBundle()).files.values()) {
    const zipped = new Blob([body]).stream().pipeThrough(new CompressionStream("gzip"));
    sum += (await new Response(zipped).arrayBuffer()).byteLength;
  }
  assert(sum < 150_000, `${sum} bytes`);
});

/** What is tried in one browser, one after the other. */
const SCENARIOS: Readonly<Record<string, (browser: Browser) => Promise<void>>> = {
  "shows two guests and two terminals everything once, in one order, in English and Chinese":
    async (browser) => {
      if (!Screen.isAvailable()) return;
      await using room = await openRoom();
      const origin = originOf(room.server);
      const size = { columns: 80, rows: 60 };
      const terminal = (name: string, language: string) =>
        Screen.start(["join", serverOf(room), "--name", name, "--lang", language], size);
      await using ada = await terminal("Ada", "en");
      await ada.match(/Ctrl-D/);
      await using ming = await terminal("小明", "zh");
      await ming.match(/Ctrl-D/);
      await using bob = await Guest.enter(browser, origin, "Bob", ENGLISH);
      await using hong = await Guest.enter(browser, origin, "小红", { ...CHINESE, isDark: true });
      for (let round = 0; round < 3; round++) {
        await bob.say(`Bob ${round}`);
        await ada.type(`Ada ${round}`);
        await ada.press("Enter");
        await hong.say(`你好 ${round}`);
        await ming.type(`大家好 ${round}`);
        await ming.press("Enter");
      }
      const all = [0, 1, 2].flatMap((round) => [
        ...[
          `Ada: Ada ${round}`,
          `Bob: Bob ${round}`,
          `小明: 大家好 ${round}`,
          `小红: 你好 ${round}`,
        ],
      ]);
      for (const guest of [bob, hong]) {
        for (const line of all) await guest.sees(line.slice(line.indexOf(" ") + 1));
      }
      const seen = await bob.talk();
      assertEquals(seen.toSorted(), all.toSorted());
      assertEquals(await hong.talk(), seen);
      const spoken = (rows: readonly string[]) =>
        rows.flatMap((row) => {
          const [, name, text] = /^HH:MM (\S+?)(?: ：|:) (.* \d)$/.exec(row) ?? [];
          return name === undefined ? [] : [`${name}: ${text}`];
        });
      for (const screen of [ada, ming]) {
        for (const line of all) {
          const [, name, text] = /^(\S+): (.*)$/.exec(line) ?? [];
          await screen.match(new RegExp(`^\\d\\d:\\d\\d ${name}(?: ：|:) ${text}$`, "m"));
        }
        assertEquals(spoken(await screen.timelessRows()), seen);
      }
      assertEquals(bob.page.complaints, []);
      assertEquals(await hong.page.value("document.documentElement.lang"), "zh-CN");
      assertEquals(
        await hong.page.value("document.querySelector('.composer textarea').placeholder"),
        "消息",
      );
    },
  "shows names, mentions, private messages, the topic and who is here": async (browser) => {
    await using room = await openRoom();
    await using bob = await connect({ server: serverOf(room), name: "Bob" });
    await bob.ask({ kind: "topic", text: "Tea at four" });
    await using ada = await Guest.enter(browser, originOf(room.server), "Ada", ENGLISH);
    const { page } = ada;
    await bob.say("Ada: and you?");
    await bob.msg("Ada", "just for you");
    await ada.sees("just for you");
    assertEquals(await page.value("document.querySelector('.bar h1').textContent"), "Tea at four");
    assertEquals(await page.value("document.querySelectorAll('.row.mention').length"), 1);
    assertMatch(
      await page.value("document.querySelector('.row.whisper').innerText"),
      /just for you/,
    );
    await page.until("document.querySelectorAll('.people li').length === 2", "who is here");
    await ada.say("/msg Bob and for you");
    await ada.sees("and for you");
    await ada.say("/nick Ada2");
    await ada.sees("Ada is now called Ada2");
    await ada.say("/whoo");
    await ada.sees("did you mean /who?");
    await ada.say("one");
    await page.value("document.querySelector('.composer textarea').focus()");
    await page.type("two");
    await page.press("Enter", true);
    await page.type("three");
    assertEquals(
      await page.value("document.querySelector('.composer textarea').value"),
      "two\nthree",
    );
    await page.press("Enter");
    await ada.sees("three");
    assertEquals((await ada.talk()).slice(-2), ["Ada2: one", "Ada2: two\nthree"]);
    assertEquals(page.complaints, []);
  },
  "completes commands and names, and searches": async (browser) => {
    await using room = await openRoom();
    await using bob = await connect({ server: serverOf(room), name: "Bob" });
    await bob.say("green tea");
    await using ada = await Guest.enter(browser, originOf(room.server), "Ada", ENGLISH);
    const { page } = ada;
    await ada.sees("green tea");
    const value = () => page.value<string>("document.querySelector('.composer textarea').value");
    await page.value("document.querySelector('.composer textarea').focus()");
    await page.type("/wh");
    assertEquals(
      await page.value(
        "Array.from(document.querySelectorAll('.suggestions b'), (b) => b.textContent)",
      ),
      ["/who", "/whois"],
    );
    await page.press("ArrowDown");
    await page.press("ArrowDown");
    await page.press("Enter");
    assertEquals(await value(), "/whois ");
    await page.type("@Bo");
    await page.press("Tab");
    assertEquals(await value(), "/whois Bob ");
    await page.press("Enter");
    await ada.sees("The words of Bob");
    await page.value("document.querySelector('.search input').focus()");
    await page.type("TEA");
    await page.press("Enter");
    await page.until("!document.querySelector('.found').hidden", "what was found");
    assertMatch(await page.value("document.querySelector('.found .row').innerText"), /green tea/);
    await page.press("Escape");
    assertEquals(await page.value("document.querySelector('.found').hidden"), true);
  },
  "is in its seat again when it is loaded again, with the draft; nobody sees it leave": async (
    browser,
  ) => {
    await using room = await openRoom();
    await using ada = await Guest.enter(browser, originOf(room.server), "Ada", ENGLISH);
    await ada.say("before");
    await ada.sees("before");
    await ada.page.type("half a sen");
    await ada.page.reload();
    await ada.isIn();
    await ada.sees("before");
    assertEquals(await ada.page.value("document.querySelector('textarea').value"), "half a sen");
    await ada.page.type("tence");
    await ada.page.press("Enter");
    await ada.sees("half a sentence");
    assertEquals(await ada.talk(), ["Ada: before", "Ada: half a sentence"]);
    const kinds = room.events.flatMap((event) => event.kind === "entry" ? [event.entry.kind] : []);
    assertEquals(kinds, ["enter", "say", "say"]);
  },
  "marks what is said while the network is gone, and has it in the room once when that is back":
    async (browser) => {
      await using room = await openRoom();
      const { web } = room.server;
      assert(web.kind === "open");
      await using relay = new TcpRelay({ hostname: "127.0.0.1", port: web.port });
      await using bob = await connect({ server: serverOf(room), name: "Bob" });
      await using ada = await Guest.enter(browser, relay.origin, "Ada", ENGLISH);
      await ada.say("before");
      await ada.sees("before");
      relay.cut();
      await ada.say("meanwhile, here");
      await bob.say("meanwhile, there");
      await ada.page.until("document.querySelector('.under-way')", "what is under way");
      assertMatch(
        await ada.page.value("document.querySelector('.under-way').innerText"),
        /not sent yet/,
      );
      await ada.page.until(
        "document.querySelector('.bar .state').dataset.state !== 'here'",
        "the state of the connection",
      );
      relay.mend();
      await ada.page.until("!document.querySelector('.under-way')", "what was under way");
      await ada.isIn();
      await ada.sees("meanwhile, there");
      assertEquals((await ada.talk()).toSorted(), [
        ...["Ada: before", "Ada: meanwhile, here", "Bob: meanwhile, there"],
      ]);
    },
  "is back in the room when a server that was killed is started again": async (browser) => {
    await using folder = await Folder.make();
    await using first = serve(folder);
    await using relay = new TcpRelay(await webOf(first));
    await using ada = await Guest.enter(browser, relay.origin, "Ada", ENGLISH);
    await ada.say("before");
    await ada.sees("before");
    await first.crash();
    await ada.say("meanwhile");
    await using second = serve(folder);
    relay.server = await webOf(second);
    await ada.sees("meanwhile");
    assertEquals(await ada.talk(), ["Ada: before", "Ada: meanwhile"]);
  },
  "asks for a password, tells a wrong one, and takes the link's and hides it": async (browser) => {
    await using room = await openRoom({ secret: "open sesame" });
    const origin = originOf(room.server);
    await using ada = await Guest.knock(browser, origin, "Ada", ENGLISH);
    const { page } = ada;
    await page.until("!document.querySelector('.secret').hidden", "the question");
    await page.type("open barley");
    await page.press("Enter");
    await page.until("document.querySelector('.fault').textContent !== ''", "the answer");
    assertEquals(
      await page.value("document.querySelector('.fault').textContent"),
      "The password is wrong",
    );
    await page.type("open sesame");
    await page.press("Enter");
    await ada.isIn();
    await ada.page.reload();
    await ada.isIn();
    await ada.say("/invite");
    await ada.sees(`${origin}/#`);
    const link = await page.value<string>("document.querySelector('.row.plain pre').textContent");
    const invited = `${link}.${encodeURIComponent("open sesame")}`;
    await using bob = await Guest.enter(browser, invited, "Bob", ENGLISH);
    assertEquals(await bob.page.value("location.href"), `${origin}/`);
    const [, hash = ""] = link.split("#");
    const other = `${origin}/#${(hash.startsWith("A") ? "B" : "A") + hash.slice(1)}`;
    await using cid = await Guest.knock(browser, other, "Cid", ENGLISH);
    await cid.page.until("document.querySelector('.fault').textContent !== ''", "the answer");
    assertMatch(
      await cid.page.value("document.querySelector('.fault').textContent"),
      /^Another room/,
    );
  },
  "tells of a room that is another one than before, with the words of both": async (browser) => {
    let port: number;
    let ada: Guest;
    {
      await using room = await openRoom();
      const { web } = room.server;
      assert(web.kind === "open");
      port = web.port;
      ada = await Guest.enter(browser, originOf(room.server), "Ada", ENGLISH);
      await ada.say("/exit");
      await ada.page.until("document.querySelector('.fault').textContent !== ''", "the farewell");
      assertEquals(await ada.page.value("document.querySelector('.room')"), null);
    }
    await using other = await openRoom({
      web: { port, certificate: undefined },
      key: crypto.getRandomValues(new Uint8Array(32)),
    });
    await ada.page.go(originOf(other.server));
    await ada.page.until("document.querySelector('#name')", "the door");
    await ada.page.press("Enter");
    await ada.page.until("document.querySelector('.fault pre')", "the words");
    assertMatch(await ada.page.value("document.querySelector('.fault').innerText"), /not the room/);
    await ada.page.click(".fault button");
    await ada.isIn();
  },
  "shows 5,000 entries, and goes back through them from the newest": async (browser) => {
    await using room = await openRoom();
    await using ada = await Guest.enter(browser, originOf(room.server), "Ada", ENGLISH);
    await using bob = await connect({ server: serverOf(room), name: "Bob" });
    const texts = Array.from({ length: 5000 }, (_, index) => `entry ${index}`);
    await Promise.all(texts.map((text) => bob.say(text)));
    const lines = texts.map((text) => `Bob: ${text}`);
    await ada.page.until(
      "document.querySelectorAll('.rows .row.say').length === 5000",
      "all entries",
    );
    assertEquals(await ada.talk(), lines);
    const atEnd = "(({ scrollTop, clientHeight, scrollHeight }) => " +
      "scrollHeight - scrollTop - clientHeight < 60)(document.querySelector('.log'))";
    await ada.page.until(atEnd, "the newest entry in sight");
    await using cid = await Guest.enter(browser, originOf(room.server), "Cid", ENGLISH);
    await cid.page.value(`(() => {
      const log = document.querySelector(".log");
      const up = () => {
        log.scrollTop = 0;
        if (document.querySelector(".start").textContent !== "The beginning") setTimeout(up, 20);
      };
      up();
    })()`);
    await cid.page.until(
      "document.querySelector('.start').textContent === 'The beginning'",
      "the beginning",
    );
    assertEquals(await cid.talk(), lines);
  },
  "shows a text that tries to be markup as a text, and only http and https as links": async (
    browser,
  ) => {
    await using room = await openRoom();
    await using bob = await connect({ server: serverOf(room), name: "<b>Bob</b>" });
    const evil = [
      "<img src=x onerror=\"document.title='hacked'\">",
      "<script>document.title='hacked'</script>",
      "</p></div><style>*{display:none}</style>",
      "javascript:alert(1) data:text/html,<script> http://x\" onmouseover=\"document.title='hacked'",
      "&lt;b&gt; \u202e gnp.exe \u0007",
    ];
    await bob.ask({ kind: "topic", text: evil[0]! });
    await using ada = await Guest.enter(browser, originOf(room.server), "Ada", ENGLISH);
    for (const text of evil) await bob.say(text);
    await bob.say("see https://example.org/a?b=1&c=2.");
    await ada.sees("see https://example.org");
    const inside = "document.querySelectorAll('.log :is(img, script, style, iframe)').length";
    assertEquals(await ada.page.value(inside), 0);
    assertEquals(await ada.page.value("document.title"), "Chatroom");
    const links = await ada.page.value<string[][]>(
      "Array.from(document.querySelectorAll('.log a'), (a) => [a.getAttribute('href'), a.rel, a.target])",
    );
    assertEquals(links, [
      ["http://x/", "noopener noreferrer nofollow", "_blank"],
      ["https://example.org/a?b=1&c=2", "noopener noreferrer nofollow", "_blank"],
    ]);
    assertEquals(
      (await ada.talk()).slice(0, 3),
      evil.slice(0, 3).map((text) => `<b>Bob</b>: ${text}`),
    );
    assertEquals(ada.page.complaints, []);
  },
  "fits a phone, a tablet and a desk, with texts twice as large": async (browser) => {
    await using room = await openRoom();
    await using ada = await Guest.enter(browser, originOf(room.server), "Ada", ENGLISH);
    await ada.say(`https://example.org/${"x".repeat(300)} ${"字".repeat(200)}`);
    await ada.sees("字字");
    for (const [width, height] of [[320, 568], [390, 844], [820, 1180], [1440, 900]] as const) {
      for (const size of ["100%", "200%"]) {
        await ada.page.ask("Emulation.setDeviceMetricsOverride", {
          ...{ width, height, deviceScaleFactor: 1, mobile: width < 700 },
        });
        await ada.page.value(`document.documentElement.style.fontSize = "${size}"`);
        const wide = await ada.page.value(`Array.from(document.querySelectorAll(".room *"))
          .filter((node) => node.offsetParent && !node.closest(".unseen"))
          .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
          .map((node) => node.className)`);
        assertEquals(wide, [], `${width}x${height} at ${size}`);
        await ada.page.until(
          `document.querySelector(".composer").getBoundingClientRect().bottom <= ${height + 1}`,
          `the composer at ${width}x${height} with ${size}`,
        );
      }
    }
  },
};

Deno.test({
  name: "in a browser, the page",
  ignore: NO_BROWSER !== undefined,
  async fn(context) {
    await using browser = await Browser.open();
    for (const [name, scenario] of Object.entries(SCENARIOS)) {
      await context.step(name, () => scenario(browser));
    }
  },
});
