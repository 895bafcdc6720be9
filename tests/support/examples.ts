import { assert } from "@std/assert";
import { ROOT } from "./program.ts";

/** The examples in TypeScript of a file: of a page of Markdown, or of a source file's doc comments. */
export async function examplesIn(path: string): Promise<string[]> {
  const text = await Deno.readTextFile(new URL(path, ROOT));
  const page = path.endsWith(".md") ? text : text.replaceAll(/^ *\* ?/gm, "");
  const examples = [...page.matchAll(/^```ts\n(.*?)^```/gms)].map(([, example = ""]) => example);
  assert(examples.length > 0, `no examples in ${path}`);
  return examples;
}
