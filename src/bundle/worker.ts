// The worker's entry file: it bundles the page once. Nothing imports it, so that neither it nor its packages get into
// the executable.

import { serveThread } from "../parallel/mod.ts";
import { bundlePage } from "./bundle.ts";

serveThread<never, never>(async () => (await bundlePage()).files);
