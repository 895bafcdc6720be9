// What browsers are given: the page, and this program where it is an executable.

import { createHash } from "node:crypto";
import { encodeHex } from "@std/encoding/hex";
import project from "../../deno.json" with { type: "json" };
import { makePage } from "../bundle/make_page.ts";
import { type About, ABOUT_PATH, type Page, PROGRAM_PATH } from "../net/mod.ts";

/** The path of this executable; undefined where Deno runs the program's sources. */
export function ownExecutable(): string | undefined {
  return Deno.build.standalone ? Deno.execPath() : undefined;
}

/**
 * Makes what browsers are given.
 *
 * @param port the room's own, for terminals
 */
export async function page(port: number): Promise<Page> {
  const { os, arch } = Deno.build;
  const path = ownExecutable();
  const name = os === "windows" ? "chatroom.exe" : "chatroom";
  const sum = path === undefined ? undefined : await sumOf(path);
  const about: About = {
    version: project.version,
    os,
    arch,
    port,
    program: sum === undefined ? null : { path: PROGRAM_PATH, name, ...sum },
  };
  const body = new Uint8Array(new TextEncoder().encode(JSON.stringify(about)));
  const { files: made } = await makePage();
  const files = new Map([...made, [ABOUT_PATH, { type: "application/json", body }]]);
  if (path === undefined || sum === undefined) return { files };
  return { files, downloads: new Map([[PROGRAM_PATH, { path, name, size: sum.size }]]) };
}

/** The size and the SHA-256 of a file; undefined where it cannot be read. */
async function sumOf(path: string): Promise<{ size: number; sha256: string } | undefined> {
  try {
    const hash = createHash("sha256");
    let size = 0;
    for await (const chunk of (await Deno.open(path)).readable) {
      hash.update(chunk);
      size += chunk.length;
    }
    return { size, sha256: encodeHex(hash.digest()) };
  } catch {
    return undefined;
  }
}
