import { StopError } from "../errors.ts";

/** A tenant's hold on a place; nobody else gets the place before it is disposed. */
export interface Lease extends Disposable {
  /** number of the place, 0 and up */
  readonly place: number;
}

interface Place<Tenant> {
  index: number;
  /** who left its things here; they stay until another needs the place */
  tenant: Tenant | null;
  leased: boolean;
}

interface Waiting<Tenant> {
  tenant: Tenant;
  give(place: Place<Tenant>): void;
}

/**
 * Shares a few places among more tenants. A tenant holds one only while it leases it; afterwards its things stay, and it
 * finds them again unless another needed the place: the one idle for longest is evicted. First come, first served.
 */
export class PlacePool<Tenant extends object> {
  readonly #places: Place<Tenant>[];
  readonly #evict: (tenant: Tenant) => Promise<void>;
  /** places that nobody leases, idle for longest first */
  readonly #idle: Place<Tenant>[];
  readonly #waiting: Waiting<Tenant>[] = [];
  readonly #closed = new AbortController();

  /** `evict` takes the tenant's things away; nobody else enters before it has ended. */
  constructor(count: number, evict: (tenant: Tenant) => Promise<void>) {
    this.#places = Array.from({ length: count }, (_, index) => ({ index, tenant: null, leased: false }));
    this.#idle = [...this.#places];
    this.#evict = evict;
  }

  /** The tenant's own place, else an empty one, else another's, else the first to be free. Throws when `signal` aborts. */
  async lease(tenant: Tenant, signal: AbortSignal): Promise<Lease> {
    const stop = AbortSignal.any([signal, this.#closed.signal]);
    stop.throwIfAborted();
    const place = this.#take(tenant) ?? (await this.#wait(tenant, stop));
    if (stop.aborted) {
      this.#giveBack(place);
      throw stop.reason;
    }
    const previous = place.tenant;
    place.tenant = tenant;
    if (previous !== null && previous !== tenant) {
      try {
        await this.#evict(previous);
      } catch (error) {
        place.tenant = null;
        this.#giveBack(place);
        throw error;
      }
    }
    let held = true;
    const release = (): void => {
      if (held && place.tenant === tenant) this.#giveBack(place);
      held = false;
    };
    return { place: place.index, [Symbol.dispose]: release };
  }

  /** The tenant is gone and has taken its things with it. */
  leave(tenant: Tenant): void {
    for (const place of this.#places) {
      if (place.tenant !== tenant) continue;
      place.tenant = null;
      if (place.leased) this.#giveBack(place);
    }
  }

  /** Turns away those who wait and those who come. */
  close(): void {
    this.#closed.abort(new StopError("Site host: it was closed."));
  }

  #take(tenant: Tenant): Place<Tenant> | null {
    // whoever waits is before those who come now
    if (this.#waiting.length > 0 && !this.#idle.some((place) => place.tenant === tenant)) return null;
    const place =
      this.#idle.find((idle) => idle.tenant === tenant) ??
      this.#idle.find((idle) => idle.tenant === null) ??
      this.#idle[0];
    if (!place) return null;
    this.#idle.splice(this.#idle.indexOf(place), 1);
    place.leased = true;
    return place;
  }

  async #wait(tenant: Tenant, signal: AbortSignal): Promise<Place<Tenant>> {
    const { promise, resolve, reject } = Promise.withResolvers<Place<Tenant>>();
    const waiting = { tenant, give: resolve };
    const onAbort = (): void => {
      const at = this.#waiting.indexOf(waiting);
      // once given, the place is leased, and the caller hands it back
      if (at < 0) return;
      this.#waiting.splice(at, 1);
      reject(signal.reason);
    };
    this.#waiting.push(waiting);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      return await promise;
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  #giveBack(place: Place<Tenant>): void {
    const next = this.#waiting.shift();
    place.leased = next !== undefined;
    if (next) next.give(place);
    else this.#idle.push(place);
  }
}
