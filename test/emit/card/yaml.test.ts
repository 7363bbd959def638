import { expect, it } from "vitest";
import { toYaml, type YamlMap } from "../../../stages/emit/card/yaml.ts";

it.each<[string, YamlMap, string]>([
  [
    "words",
    { license: "other", pretty_name: "webgen-agent_train_sft" },
    "license: other\npretty_name: webgen-agent_train_sft",
  ],
  ["numbers and truth values", { rows: 12, default: true }, "rows: 12\ndefault: true"],
  [
    "text that YAML would take for something else",
    { a: "no", b: "12", c: "null", d: "a: b", e: "- x", f: "", g: "x ", h: "*x" },
    'a: "no"\nb: "12"\nc: "null"\nd: "a: b"\ne: "- x"\nf: ""\ng: "x "\nh: "*x"',
  ],
  ["text with quotes and lines", { a: 'say "hi"\nthere' }, 'a: "say \\"hi\\"\\nthere"'],
  ["lists", { tags: ["sft", "n<1K"], none: [] }, "tags:\n- sft\n- n<1K\nnone: []"],
  [
    "lists of maps with lists of maps",
    { configs: [{ name: "a", files: [{ split: "train", path: "a/train-*.parquet" }] }, { name: "b" }] },
    'configs:\n- name: a\n  files:\n  - split: train\n    path: "a/train-*.parquet"\n- name: b',
  ],
  ["maps in maps", { outer: { inner: { leaf: 1 } } }, "outer:\n  inner:\n    leaf: 1"],
])("writes %s", (_, map, expected) => {
  expect(toYaml(map)).toBe(expected);
});
