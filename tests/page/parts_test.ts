// Parts of the page that need no browser.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Color, cssOf, nameColors } from "../../src/page/name_paint.ts";
import { partsOf } from "../../src/page/links.ts";
import { NAME_COLORS } from "../../src/talk/mod.ts";
import { colorOf } from "../../src/talk/name_color.ts";
import { anyText } from "../support/texts.ts";

/** WCAG 2.1, "relative luminance". */
function luminance(color: Color): number {
  const [red = 0, green = 0, blue = 0] = color.map((part) => {
    const share = part / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Color, other: Color): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const hexOf = (text: string): Color => {
  const long = text.length === 4 ? text.replace(/[\da-f]/gi, "$&$&") : text;
  const part = (at: number) => parseInt(long.slice(at, at + 2), 16);
  return [part(1), part(3), part(5)];
};

/** The colours of the stylesheet by their names: in the light, and in the dark. */
async function palettes(): Promise<Record<string, Color>[]> {
  const css = await Deno.readTextFile(
    new URL("../../src/page/style/colors_and_elements.css", import.meta.url),
  );
  const [light = "", dark = ""] = css.split("prefers-color-scheme: dark");
  return [light, dark.split("*, ::before")[0] ?? ""].map((text) =>
    Object.fromEntries(
      Array.from(
        text.matchAll(/--([\w-]+): (#[\da-f]+);/g),
        ([, name, color]) => [name!, hexOf(color!)],
      ),
    )
  );
}

Deno.test("`nameColors()` are read well on every ground that a name stands on, light and dark", async () => {
  const [light, dark] = await palettes();
  const names = Array.from({ length: 400 }, (_, index) => `Ada${index}`);
  assertEquals(new Set(names.map(colorOf)).size, NAME_COLORS.length);
  for (const name of names) {
    const colors = nameColors(name);
    for (const ground of ["paper", "shade", "mention"]) {
      const [onLight, onDark] = [
        contrast(colors.light, light![ground]!),
        contrast(colors.dark, dark![ground]!),
      ];
      assert(onLight >= 4.5, `${cssOf(colors.light)} on ${ground}: ${onLight.toFixed(2)}`);
      assert(onDark >= 4.5, `${cssOf(colors.dark)} on dark ${ground}: ${onDark.toFixed(2)}`);
    }
  }
});

Deno.test("the page's colours have a contrast of 4.5 to 1 with what they are on", async () => {
  const grounds: Readonly<Record<string, readonly string[]>> = {
    ink: ["paper", "shade", "field", "mention", "private"],
    soft: ["paper", "shade", "field", "mention", "private"],
    accent: ["paper", "shade"],
    "on-accent": ["accent"],
    "private-ink": ["private"],
    fault: ["paper"],
    here: ["paper"],
    quiet: ["paper"],
  };
  for (const palette of await palettes()) {
    for (const [name, places] of Object.entries(grounds)) {
      for (const place of places) {
        const ratio = contrast(palette[name]!, palette[place]!);
        assert(ratio >= 4.5, `${name} on ${place}: ${ratio.toFixed(2)}`);
      }
    }
  }
});

Deno.test("`partsOf()` finds links, without what ends the sentence they are in", () => {
  const links = (text: string) => partsOf(text).flatMap(({ href }) => href ?? []);
  assertEquals(links("see https://a.example/b?c=1&d=2#e, or http://x"), [
    "https://a.example/b?c=1&d=2#e",
    "http://x/",
  ]);
  assertEquals(links("(https://a.example/x_(y)) 看 https://b.example。好"), [
    "https://a.example/x_(y)",
    "https://b.example/",
  ]);
  for (
    const text of ["javascript:alert(1)", "ftp://a", "https://", "http://[", "data:,x", "//a.b"]
  ) {
    assertEquals(links(text), [], text);
  }
});

Deno.test("`partsOf()` loses nothing of a text, and links nothing but http and https", () => {
  fc.assert(fc.property(anyText(200), fc.webUrl(), anyText(200), (before, url, after) => {
    const text = `${before} ${url} ${after}`;
    const parts = partsOf(text);
    assertEquals(parts.map((part) => part.text).join(""), text);
    for (const { href } of parts) if (href !== undefined) assert(/^https?:\/\//.test(href));
  }));
});
