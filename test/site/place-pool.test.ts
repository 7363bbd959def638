import { describe, expect, test } from "vitest";
import { PlacePool } from "../../pipeline/site/place-pool.ts";

interface Tenant {
  name: string;
}

const never = new AbortController().signal;
const [a, b, c, d] = ["a", "b", "c", "d"].map((name): Tenant => ({ name })) as [
  Tenant,
  Tenant,
  Tenant,
  Tenant,
];

function poolOf(places: number, evict: (tenant: Tenant) => Promise<void> = async () => undefined) {
  const evicted: string[] = [];
  const pool = new PlacePool<Tenant>(places, async (tenant) => {
    evicted.push(tenant.name);
    await evict(tenant);
  });
  /** Leases and lets go again; the number of the place. */
  const visit = async (tenant: Tenant): Promise<number> => {
    using lease = await pool.lease(tenant, never);
    return lease.place;
  };
  return { pool, evicted, visit };
}

describe("places shared by more tenants", () => {
  test("a tenant comes back to its own place, and empty places are taken before another's", async () => {
    const { evicted, visit } = poolOf(2);
    expect([await visit(a), await visit(b), await visit(b), await visit(a)]).toEqual([0, 1, 1, 0]);
    expect(evicted).toEqual([]);
  });

  test("the place idle for longest is taken", async () => {
    const { evicted, visit } = poolOf(2);
    for (const tenant of [a, b, a, c, b, a]) await visit(tenant);
    expect(evicted).toEqual(["b", "a", "c"]);
  });

  test("a leased place is never taken; who waits longest comes first", async () => {
    const { pool, evicted } = poolOf(1);
    const held = await pool.lease(a, never);
    const order: string[] = [];
    const visits = [b, c].map(async (tenant) => {
      using _lease = await pool.lease(tenant, never);
      order.push(tenant.name);
    });
    await Promise.resolve();
    expect([order, evicted]).toEqual([[], []]);
    held[Symbol.dispose]();
    await Promise.all(visits);
    expect([order, evicted]).toEqual([
      ["b", "c"],
      ["a", "b"],
    ]);
  });

  test("nobody enters before the eviction has ended", async () => {
    const { promise: gone, resolve: leave } = Promise.withResolvers<void>();
    const { pool, visit } = poolOf(1, () => gone);
    await visit(a);
    let entered = false;
    const entering = pool.lease(b, never).then(() => {
      entered = true;
    });
    await new Promise(setImmediate);
    expect(entered).toBe(false);
    leave();
    await entering;
  });

  test("an eviction that fails fails the lease, and the place is free again", async () => {
    const { visit } = poolOf(1, () => Promise.reject(new Error("stuck")));
    await visit(a);
    await expect(visit(b)).rejects.toThrow("stuck");
    expect(await visit(c)).toBe(0);
  });

  test("giving up while waiting takes no place from others", async () => {
    const { pool } = poolOf(1);
    const held = await pool.lease(a, never);
    const abort = new AbortController();
    const impatient = pool.lease(b, abort.signal);
    const patient = pool.lease(c, never);
    abort.abort(new Error("gave up"));
    await expect(impatient).rejects.toThrow("gave up");
    held[Symbol.dispose]();
    expect((await patient).place).toBe(0);
  });

  test("giving up as the place is given hands it on", async () => {
    const { pool, visit } = poolOf(1);
    const held = await pool.lease(a, never);
    const abort = new AbortController();
    const impatient = pool.lease(b, abort.signal);
    held[Symbol.dispose]();
    abort.abort(new Error("gave up"));
    await expect(impatient).rejects.toThrow("gave up");
    expect(await visit(c)).toBe(0);
  });

  test("letting go twice gives nothing of another's away", async () => {
    const { pool } = poolOf(1);
    const first = await pool.lease(a, never);
    first[Symbol.dispose]();
    await pool.lease(a, never);
    first[Symbol.dispose]();
    let entered = false;
    void pool.lease(b, never).then(() => {
      entered = true;
    });
    await new Promise(setImmediate);
    expect(entered).toBe(false);
  });

  test("a tenant that leaves makes room without an eviction", async () => {
    const { pool, evicted, visit } = poolOf(1);
    await pool.lease(a, never);
    pool.leave(a);
    await visit(d);
    expect(evicted).toEqual([]);
  });

  test("a closed pool turns everyone away", async () => {
    const { pool } = poolOf(1);
    await pool.lease(a, never);
    const waiting = pool.lease(b, never);
    pool.close();
    await expect(waiting).rejects.toThrow(/closed/);
    await expect(pool.lease(c, never)).rejects.toThrow(/closed/);
  });
});
