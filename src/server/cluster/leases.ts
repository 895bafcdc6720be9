import { compareTexts } from "../../base/mod.ts";
import type { Lease } from "../../store/mod.ts";

/** Milliseconds of the stream's time after which a server is taken for gone that has not renewed its lease. */
const LEASE_TIME = 10_000;

/** Milliseconds after which a server that is gone is no longer listed. */
const LISTED_TIME = 600_000;

/** A server of the room, as the others know of it. */
export interface KnownServer {
  readonly lease: Lease;
  readonly isGone: boolean;
}

/**
 * Which servers serve the room. Times are the stream's: it goes on only where leases are renewed, so while no server
 * can, none is taken for gone.
 */
export class Leases {
  readonly #leases = new Map<string, { readonly lease: Lease; readonly time: number }>();
  /** Servers that were heard of, and have not told anything themselves; and since when. */
  readonly #mentioned = new Map<string, number>();
  /** The newest time that was heard; undefined before the first. */
  #newest: number | undefined;

  hear(lease: Lease, time: number): void {
    this.#newest = Math.max(time, this.#newest ?? time);
    this.#mentioned.delete(lease.server);
    this.#leases.set(lease.server, { lease, time });
    for (const [server, known] of this.#leases) {
      if (this.#newest - known.time > LISTED_TIME) this.#leases.delete(server);
    }
  }

  /** Whether the members of a server need not leave: also where it only may be there still. */
  isThere(server: string): boolean {
    if (this.#newest === undefined) return true;
    const known = this.#leases.get(server);
    if (known?.lease.isLeaving) return false;
    const since = known?.time ?? this.#mentioned.get(server) ?? this.#newest;
    if (known === undefined) this.#mentioned.set(server, since);
    return this.#newest - since <= LEASE_TIME;
  }

  /** What people call a server; undefined for one that has not told. */
  nameOf(server: string): string | undefined {
    return this.#leases.get(server)?.lease.name;
  }

  /** All servers of the last minutes, by name. */
  list(): KnownServer[] {
    return [...this.#leases.values()]
      .map(({ lease }) => ({ lease, isGone: !this.isThere(lease.server) }))
      .sort((a, b) =>
        compareTexts(a.lease.name, b.lease.name) || compareTexts(a.lease.server, b.lease.server)
      );
  }
}
