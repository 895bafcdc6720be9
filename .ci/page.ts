/**
 * Builds the page for browsers: `deno task page` writes it to `dist/page`, for the executable and for the package. Run
 * from its sources, the program makes it itself.
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundlePage } from "../src/bundle/bundle.ts";

const FOLDER = fileURLToPath(new URL("../dist/page/", import.meta.url));

const { files } = await bundlePage();
await Deno.mkdir(FOLDER, { recursive: true });
for (const [name, body] of files) await Deno.writeFile(join(FOLDER, name), body);
