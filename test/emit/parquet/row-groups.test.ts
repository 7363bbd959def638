import fc from "fast-check";
import { expect, it } from "vitest";
import { RowGroupCutter, type RowGroupLimits } from "../../../stages/emit/parquet/row-groups.ts";

const limits: RowGroupLimits = { minBytes: 500, maxBytes: 2_000, rowsPerBoundary: 4 };

function groupsOf(rows: readonly { id: string; bytes: number }[]): { ids: string[]; bytes: number }[] {
  const cutter = new RowGroupCutter(limits);
  const groups: { ids: string[]; bytes: number }[] = [{ ids: [], bytes: 0 }];
  for (const { id, bytes } of rows) {
    const group = groups.at(-1);
    group?.ids.push(id);
    if (group !== undefined) group.bytes += bytes;
    if (cutter.endsWith(id, bytes)) groups.push({ ids: [], bytes: 0 });
  }
  return groups.filter(({ ids }) => ids.length > 0);
}

const someRows = fc.array(fc.record({ id: fc.uuid(), bytes: fc.integer({ min: 1, max: 300 }) }), {
  maxLength: 200,
});

it("keeps every group but the last between the limits", () => {
  fc.assert(
    fc.property(someRows, (rows) => {
      const groups = groupsOf(rows);
      for (const { bytes } of groups.slice(0, -1)) {
        expect(bytes).toBeGreaterThanOrEqual(limits.minBytes);
        expect(bytes).toBeLessThan(limits.maxBytes + 300);
      }
      expect(groups.flatMap(({ ids }) => ids)).toEqual(rows.map(({ id }) => id));
    }),
  );
});

it("lets a single row over the limit be a group of its own", () => {
  expect(
    groupsOf([
      { id: "a", bytes: 10 },
      { id: "b", bytes: 3_000_000 },
      { id: "c", bytes: 10 },
    ]),
  ).toEqual([
    { ids: ["a", "b"], bytes: 3_000_010 },
    { ids: ["c"], bytes: 10 },
  ]);
});

it("cuts on the same rows again after an edit", () => {
  const rows = Array.from({ length: 400 }, (_, at) => ({ id: `row-${at}`, bytes: 100 }));
  const before = groupsOf(rows).map(({ ids }) => ids.join());
  const after = new Set(groupsOf(rows.toSpliced(30, 1)).map(({ ids }) => ids.join()));
  const changed = before.filter((group) => !after.has(group));
  expect(before.length).toBeGreaterThan(20);
  expect(changed.length).toBeLessThanOrEqual(4);
});
