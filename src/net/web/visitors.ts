import { HostLimiter } from "../../base/mod.ts";
import { networkOf } from "../endpoint.ts";
import { Tally } from "./tally.ts";

/** Requests of one host and of all: a page takes some, and a school's computers may share an address. */
const HOST_REQUESTS = { perSecond: 50, burst: 1000 };
const ALL_REQUESTS = { perSecond: 500, burst: 4000 };

/** Files of some megabytes that are sent at a time, to one host and in all. */
const HOST_DOWNLOADS = 2;
const MOST_DOWNLOADS = 8;

/** How often something may be asked of a web server, by its callers' addresses: a host has all of an IPv6 /64. */
export class Visitors {
  readonly #requests = new HostLimiter(HOST_REQUESTS, ALL_REQUESTS);
  readonly #downloads = new Tally();

  /** Counts a request, if it may be answered now. Returns whether it may. */
  admit({ hostname }: Deno.NetAddr, now: number): boolean {
    return this.#requests.admit(networkOf(hostname), now);
  }

  /** Counts a download until `over` is settled, if there may be one more now. Returns whether there may. */
  download({ hostname }: Deno.NetAddr, over: Promise<void>): boolean {
    const host = networkOf(hostname);
    const downloads = this.#downloads;
    if (downloads.of(host) >= HOST_DOWNLOADS || downloads.all >= MOST_DOWNLOADS) return false;
    downloads.add(host);
    const end = () => downloads.remove(host);
    over.then(end, end);
    return true;
  }
}
