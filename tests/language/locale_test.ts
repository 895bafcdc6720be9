import { assertEquals } from "@std/assert";
import { languageOf, messagesIn } from "../../src/language/mod.ts";

const language = (environment: Readonly<Record<string, string>>) =>
  languageOf((name) => environment[name]);

Deno.test("`languageOf()` is English where the environment says nothing", () => {
  assertEquals(language({}), "en");
  assertEquals(language({ LC_ALL: "", LC_MESSAGES: "", LANG: "" }), "en");
});

Deno.test("`languageOf()` knows Chinese in every spelling of its locales", () => {
  for (
    const locale of [
      "zh",
      "zh_CN",
      "zh_CN.UTF-8",
      "zh_TW.UTF-8",
      "zh-Hans-CN",
      "ZH_cn",
      "zh.UTF-8",
      "zh@x",
    ]
  ) assertEquals(language({ LANG: locale }), "zh", locale);
});

Deno.test("`languageOf()` is English for any other locale", () => {
  for (
    const locale of ["en_GB.UTF-8", "C", "C.UTF-8", "POSIX", "de_DE", "zha", "zhx_CN", "x-zh", "1"]
  ) {
    assertEquals(language({ LANG: locale }), "en", locale);
  }
});

Deno.test("`languageOf()` heeds LC_ALL, then LC_MESSAGES, then LANG; an empty one is not set", () => {
  const [zh, en] = ["zh_CN.UTF-8", "en_US.UTF-8"];
  assertEquals(language({ LC_ALL: zh, LC_MESSAGES: en, LANG: en }), "zh");
  assertEquals(language({ LC_ALL: en, LC_MESSAGES: zh, LANG: zh }), "en");
  assertEquals(language({ LC_MESSAGES: zh, LANG: en }), "zh");
  assertEquals(language({ LC_MESSAGES: en, LANG: zh }), "en");
  assertEquals(language({ LC_ALL: "", LC_MESSAGES: zh, LANG: en }), "zh");
  assertEquals(language({ LC_ALL: "", LC_MESSAGES: "", LANG: zh }), "zh");
  assertEquals(language({ LC_ALL: "C", LANG: zh }), "en");
});

Deno.test("`messagesIn()` gives each language's own catalogue", () => {
  assertEquals(messagesIn("en").youLeft, "You left the room");
  assertEquals(messagesIn("zh").youLeft, "您退出了聊天室");
});
