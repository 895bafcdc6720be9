import type { PathResult, WebResult } from "../../client/mod.ts";
import type { Messages } from "../../language/mod.ts";
import { type Endpoint, formatEndpoint } from "../../net/mod.ts";
import { fault, type Finding, fine, warning } from "./finding.ts";

/**
 * What there is to say of a room's page at another machine: nothing where no room answers by datagrams, unless the page
 * is there, which then is the way in.
 */
export function webFindings(
  to: Endpoint,
  web: WebResult,
  { peer }: Pick<PathResult, "peer">,
  { doctor }: Messages,
): Finding[] {
  const other = formatEndpoint(to);
  if (web.kind === "page") {
    return [fine("web", doctor.pageAnswers(web.url), { address: other, url: web.url })];
  }
  if (peer?.kind !== "room") return [];
  const facts = { address: other, answer: web.kind };
  switch (web.kind) {
    case "not-trusted":
      return [warning("web", doctor.pageNotTrusted(web.url), { ...facts, url: web.url })];
    case "other":
      return [warning("web", doctor.otherPage(other), facts)];
    case "refused":
      return [warning("web", doctor.noPage(other), facts)];
    case "silent":
      return [fault("web", doctor.pageSilent(other), facts)];
  }
}
