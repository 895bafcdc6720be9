import { assertEquals } from "@std/assert";
import { within } from "./deadline.ts";

/** What a browser asks for, and what it has to be. */
const FILES = {
  "/": "text/html; charset=utf-8",
  "/page.js": "text/javascript; charset=utf-8",
  "/worker.js": "text/javascript; charset=utf-8",
  "/page.css": "text/css; charset=utf-8",
  "/icon.svg": "image/svg+xml",
} as const;

/** A server gives every file of the page. */
export async function assertPage(origin: string): Promise<void> {
  for (const [path, type] of Object.entries(FILES)) {
    const response = await within(fetch(origin + path), path);
    await response.body?.cancel();
    assertEquals([path, response.status, response.headers.get("content-type")], [path, 200, type]);
  }
}
