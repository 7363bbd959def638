import { expect, test } from "vitest";
import { measureBalance } from "../../pipeline/instruction/balance/balance-report.ts";
import { loadTaxonomy } from "../../pipeline/instruction/taxonomy.ts";
import { renderBalancePage } from "../../stages/synthesize/balance-page/render-balance-page.ts";

const taxonomy = await loadTaxonomy();

const texts = [
  "Please implement a forum for <b>tea</b> & oolong leaves. Users can search. Use white for the background and navy for the components.",
  "Please implement a shop for chess boards. Users can order. Use beige for the background and teal for the components.",
];
const instructions = [...texts, texts[0] ?? ""].map((instruction, at) => ({
  id: `<i${at}>`,
  application_type: "Discussion Forums",
  instruction,
}));
const tests = [{ testSet: "bench & co", id: "t1", instruction: texts[0] ?? "" }];

function pageOf(options: { tests: typeof tests; instructions: typeof instructions }): string {
  return renderBalancePage(measureBalance({ ...options, taxonomy }), { subject: "a <set>" });
}

test("The page stands alone: it fetches nothing and runs nothing", () => {
  const page = pageOf({ tests, instructions });
  expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|https?:/i);
  expect(page).toContain("prefers-color-scheme: dark");
  for (const title of ["Application types", "Page background colors", "Length", "Proximity to the test set"])
    expect(page).toContain(`<figcaption>${title}</figcaption>`);
  expect(page.match(/<svg /g)).toHaveLength(7);
});

test("What stands in instructions and names is text, not markup", () => {
  const page = pageOf({ tests, instructions });
  expect(page).toContain("<h1>Balance of a &lt;set&gt;</h1>");
  expect(page).toContain("<h2>Test set bench &amp; co</h2>");
  expect(page).toContain("<td>&lt;i0&gt;</td><td>&lt;i2&gt;</td>");
  expect(page).not.toMatch(/<i\d>|<b>/);
});

test("Bars are as long as their counts, and what stands out is marked", () => {
  const page = pageOf({ tests: [], instructions });
  const bar = (name: string) =>
    Number(new RegExp(`width="([\\d.]+)" height="12" rx="2"><title>${name}: `).exec(page)?.[1]);
  expect(bar("white") / bar("beige")).toBeCloseTo(2, 1);
  expect(bar("CRM Systems")).toBe(0);
  const many = Array.from({ length: 10 }, () => instructions).flat();
  expect(pageOf({ tests: [], instructions: many })).toMatch(/Discussion Forums.*▲ over/);
  // a color is shown beside its name
  expect(page).toMatch(/>beige<\/text><rect class="swatch"[^>]*fill="rgb\(245 245 220\)"/);
});

test("A set without instructions makes a page without plots of them", () => {
  const page = pageOf({ tests: [], instructions: [] });
  expect(page).toContain("no two instructions say the same");
  expect(page).not.toContain("NaN");
});
