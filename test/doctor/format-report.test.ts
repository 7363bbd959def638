import { expect, test } from "vitest";
import { formatReport } from "../../pipeline/doctor/format-report.ts";

test("a line per finding, the remedy below, and the conclusion", () => {
  const text = formatReport({
    ok: false,
    system: "Debian GNU/Linux 12",
    checks: [
      { id: "node", title: "Node.js", status: "ok", version: "24.1.0", found: "/usr/bin/node" },
      { id: "fonts", title: "fonts", status: "warning", found: "no emoji", remedy: "Install some." },
      { id: "bubblewrap", title: "bubblewrap", status: "missing", remedy: "Install it." },
    ],
  });
  expect(text.split("\n")).toEqual([
    "This machine: Debian GNU/Linux 12",
    "  ok       Node.js     24.1.0  /usr/bin/node",
    "  note     fonts       no emoji",
    "           -> Install some.",
    "  MISSING  bubblewrap",
    "           -> Install it.",
    "The pipeline cannot run here yet: see bubblewrap above.",
  ]);
});

test("says so when all is there", () => {
  const check = { id: "node", title: "Node.js", status: "ok" } as const;
  expect(formatReport({ ok: true, system: "Debian", checks: [check] })).toMatch(
    /All that the pipeline needs is here\.$/,
  );
});
