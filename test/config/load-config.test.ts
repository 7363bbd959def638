import { describe, expect, test } from "vitest";
import { configHashOf } from "../../pipeline/config/config-hash.ts";
import { parseConfig } from "../../pipeline/config/load-config.ts";
import { redactValue } from "../../pipeline/config/redact.ts";

const endpoint = { baseURL: "http://127.0.0.1:1/v1", model: "m" };
const models = {
  teacher: { ...endpoint, model: "t" },
  vision: endpoint,
  feedback: { ...endpoint, model: "f" },
};
const parse = (config: unknown) =>
  parseConfig(typeof config === "string" ? config : JSON.stringify(config), "c.json", {
    overrides: {},
    cores: 2,
  });

describe("a configuration", () => {
  test("gets its defaults and its fall-backs", () => {
    const settings = parse({ run: "r", models });
    expect(settings.record).toEqual({
      samples: 1,
      maxSteps: 20,
      errorLimit: 5,
      guiMaxTurns: 15,
      errorScreenshotScore: 2,
      concurrency: 8,
    });
    expect(settings.models.gui).toEqual(models.vision);
    expect(settings.models.synthesis).toEqual(models.feedback);
    expect(settings.site.slots).toBe(3);
    expect(Object.isFrozen(settings.record)).toBe(true);
  });

  const refused: [name: string, config: unknown, message: RegExp][] = [
    ["text that is no JSON", "{", /c\.json is not JSON/],
    ["an unknown key", { run: "r", models, recrod: {} }, /\(top level\): unknown key "recrod"/],
    ["an unknown key below", { run: "r", models, record: { maxStep: 3 } }, /record: unknown key "maxStep"/],
    [
      "a missing model",
      { run: "r", models: { teacher: endpoint, vision: endpoint } },
      /models: "feedback" is missing/,
    ],
    [
      "a missing model name",
      { run: "r", models: { ...models, gui: { baseURL: "rehearsal" } } },
      /models\.gui: "model" is missing/,
    ],
    [
      "a value out of range",
      { run: "r", models, record: { maxSteps: 0 } },
      /record\.maxSteps: must be >= 1, found 0/,
    ],
    [
      "an address that is none",
      { run: "r", models: { ...models, vision: { baseURL: "localhost:8000", model: "m" } } },
      /models\.vision\.baseURL must be an http\(s\) address/,
    ],
    [
      "a key in place of a variable's name",
      { run: "r", models: { ...models, vision: { ...endpoint, apiKeyEnv: "sk-123" } } },
      /models\.vision\.apiKeyEnv: must match pattern/,
    ],
    ["no object", "[]", /\(top level\)/],
  ];
  test.each(refused)("%s is refused", (_, config, message) => expect(() => parse(config)).toThrow(message));
});

test("the hash changes with what can change a result, and with nothing else", () => {
  const hash = (config: object, prompts = "p") =>
    configHashOf(parse({ run: "r", models, ...config }), prompts);
  const base = hash({});
  expect(
    hash({
      run: "elsewhere",
      record: { concurrency: 9 },
      budget: { maxUsd: 1 },
      site: { slots: 7 },
      recipe: "strict",
    }),
  ).toBe(base);
  expect(
    hash({
      models: {
        ...models,
        vision: { ...endpoint, apiKeyEnv: "KEY", price: { inputPerMillionUsd: 1, outputPerMillionUsd: 1 } },
      },
    }),
  ).toBe(base);
  for (const other of [
    hash({ seed: 2 }),
    hash({ record: { maxSteps: 3 } }),
    hash({ models: { ...models, vision: { ...endpoint, temperature: 1 } } }),
    hash({}, "q"),
  ]) {
    expect(other).not.toBe(base);
  }
});

test("secrets are blanked, names of variables are not", () => {
  expect(
    redactValue({
      baseURL: "https://user:pw@host/v1",
      apiKeyEnv: "TEACHER_API_KEY",
      maxTokens: 5,
      extraBody: { api_key: "abc", headers: { Authorization: "Bearer x" }, top_k: 3 },
    }),
  ).toEqual({
    baseURL: "https://[redacted]@host/v1",
    apiKeyEnv: "TEACHER_API_KEY",
    maxTokens: 5,
    extraBody: { api_key: "[redacted]", headers: { Authorization: "[redacted]" }, top_k: 3 },
  });
});
