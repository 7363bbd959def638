import { expect, it } from "vitest";
import {
  decodeSignature,
  encodeSignature,
  SiteIndex,
  siteSignature,
  siteSimilarity,
} from "../../pipeline/measure/site-signature.ts";

/** A site of 200 lines, of which so many are its own. */
function site(own: number, mark = "own"): Map<string, Uint8Array> {
  const lines = Array.from({ length: 200 }, (_, at) => `${at < own ? mark : "shared"} line ${at}`);
  return new Map([["src/App.jsx", Buffer.from(lines.join("\n"))]]);
}

function signature(files: ReadonlyMap<string, Uint8Array>) {
  const found = siteSignature(files);
  if (found === null) throw new Error("no lines");
  return found;
}

it.each([0, 20, 50, 100, 180, 200])(
  "estimates how many lines two sites share, %s of 200 being one's own",
  (own) => {
    const shared = 200 - own;
    const jaccard = shared / (200 + own);
    const estimate = siteSimilarity(signature(site(0)), signature(site(own)));
    // three standard deviations of 128 places
    expect(Math.abs(estimate - jaccard)).toBeLessThanOrEqual(3 * Math.sqrt((jaccard * (1 - jaccard)) / 128));
  },
);

it.each<[string, [string, string][]]>([
  ["the lock file", [["package-lock.json", "{ lock: 1234 }"]]],
  ["a lock file further down", [["server/package-lock.json", "{ lock: 1234 }"]]],
  ["files that are no text", [["logo.png", "pixels\u0000pixels"]]],
  ["brackets and blank lines", [["a.js", "}\n\n  );\n"]]],
])("does not look at %s", (_, files) => {
  const more = new Map([...site(0), ...files.map(([path, text]) => [path, Buffer.from(text)] as const)]);
  expect(signature(more)).toEqual(signature(site(0)));
});

it("does not see where the lines stand, or how they are indented", () => {
  const [text = ""] = [...site(0).values()].map((bytes) => Buffer.from(bytes).toString());
  const moved = new Map([
    ["a.js", Buffer.from(text.slice(0, text.indexOf("\n", 1_000)))],
    ["b.js", Buffer.from(text.slice(text.indexOf("\n", 1_000)).replaceAll("\n", "\r\n    "))],
  ]);
  expect(signature(moved)).toEqual(signature(site(0)));
});

it("has none for a site without lines", () => {
  expect(siteSignature(new Map())).toBeNull();
  expect(decodeSignature(encodeSignature(null))).toBeNull();
});

it("reads back what it wrote", () => {
  expect(decodeSignature(encodeSignature(signature(site(3))))).toEqual(signature(site(3)));
});

it("finds the nearest of several, the earliest among equals, and nothing far away", () => {
  const index = new SiteIndex();
  index.add("far", signature(site(200, "other")));
  index.add("near", signature(site(60)));
  index.add("nearest", signature(site(10)));
  index.add("as near", signature(site(10)));
  index.add("nearer", signature(site(30)));
  expect(index.nearest(signature(site(10)))).toEqual({ id: "nearest", similarity: 1 });
  expect(index.nearest(signature(site(0)))?.id).toBe("nearest");
  expect(index.nearest(signature(site(200, "third")))).toBeNull();
});
