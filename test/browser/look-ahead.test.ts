import { expect, test } from "vitest";
import { LookAhead } from "../../pipeline/browser/look-ahead.ts";
import type { Moment } from "../../pipeline/browser/settle.ts";

const first: Moment = { changes: 1, disturbedAt: 10 };
const second: Moment = { changes: 2, disturbedAt: 10 };

/** A page that is at `now`, and looks that end when they are told to. */
function scriptedPage() {
  const page = { now: first, ends: [] as ((seen: string | Error) => void)[] };
  const look = new LookAhead(
    {
      isStillAt: async ({ changes, disturbedAt }) =>
        changes === page.now.changes && disturbedAt === page.now.disturbedAt,
    },
    () =>
      new Promise<string>((resolve, reject) => {
        page.ends.push((seen) => (typeof seen === "string" ? resolve(seen) : reject(seen)));
      }),
  );
  return { page, look };
}

test("what was seen counts while nothing has happened, and once", async () => {
  const { page, look } = scriptedPage();
  look.begin(first);
  page.ends[0]?.("seen");
  expect(await look.take()).toBe("seen");
  expect(await look.take()).toBeNull();
});

test("what was seen before a change does not count", async () => {
  const { page, look } = scriptedPage();
  look.begin(first);
  page.ends[0]?.("seen");
  page.now = second;
  expect(await look.take()).toBeNull();
});

test("a look that fails is none", async () => {
  const { page, look } = scriptedPage();
  look.begin(first);
  page.ends[0]?.(new Error("the page is gone"));
  expect(await look.take()).toBeNull();
});

test("one moment is looked at once, and never two at a time", async () => {
  const { page, look } = scriptedPage();
  look.begin(first);
  look.begin(first);
  look.begin(second);
  expect(page.ends).toHaveLength(1);
});

test("after a change it looks again, but not for ever", async () => {
  const { page, look } = scriptedPage();
  for (const changes of [1, 2, 3, 4]) {
    look.begin({ ...first, changes });
    page.ends.at(-1)?.(`seen after ${changes}`);
    await new Promise(setImmediate);
  }
  expect(page.ends).toHaveLength(2);
  page.now = second;
  expect(await look.take()).toBe("seen after 2");
});
