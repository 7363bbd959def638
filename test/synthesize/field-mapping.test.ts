import { expect, test } from "vitest";
import { mapFields, parseFieldMapping } from "../../stages/synthesize/field-mapping.ts";

const row = {
  uid: "a",
  prompt: "Make a site.",
  messages: [{ content: "system" }, { content: "user" }],
  lang: "en",
};

test.each<[string, unknown]>([
  ["instruction=prompt,id=uid", { id: "a", instruction: "Make a site.", messages: row.messages, lang: "en" }],
  ["instruction=messages.1.content", { uid: "a", prompt: "Make a site.", instruction: "user", lang: "en" }],
  [
    "instruction = prompt , application_type='Email Clients, or so'",
    {
      uid: "a",
      instruction: "Make a site.",
      application_type: "Email Clients, or so",
      messages: row.messages,
      lang: "en",
    },
  ],
  ["instruction=none", row],
  ["instruction=prompt.deep.er", { uid: "a", messages: row.messages, lang: "en" }],
  ["instruction=messages.7.content", { uid: "a", prompt: "Make a site.", lang: "en" }],
])("%s puts the fields where they belong", (text, mapped) => {
  expect(mapFields(row, parseFieldMapping(text))).toEqual(mapped);
});

test("An id made of the text is the same for the same text only", () => {
  const mapping = parseFieldMapping("instruction=prompt,id=#");
  const idOf = (prompt: string) => mapFields({ prompt }, mapping);
  expect(idOf("tea")).toEqual({ instruction: "tea", id: expect.stringMatching(/^text-[0-9a-f]{16}$/) });
  expect(idOf("tea")).toEqual(idOf("tea"));
  expect(idOf("tea")).not.toMatchObject({ id: Object(idOf("coffee")).id });
});

test("Two columns can change places; what is no row stays as it is; optional fields that are null are left out", () => {
  expect(
    mapFields(
      { id: "x", application_type: "y" },
      parseFieldMapping("id=application_type,application_type=id"),
    ),
  ).toEqual({
    id: "y",
    application_type: "x",
  });
  for (const value of [null, 5, "text", [1]]) expect(mapFields(value, new Map())).toEqual(value);
  expect(mapFields({ id: null, Category: null, ui_instruct: null }, new Map())).toEqual({ id: null });
  expect(mapFields({ a: 1 }, parseFieldMapping("id=constructor"))).toEqual({ a: 1 });
});

test.each([
  ["prompt", /"prompt" maps no field\. Write FIELD=COLUMN/],
  ["text=prompt", /"text=prompt" maps no field.*the fields are id, instruction,/],
  ["instruction=", /"instruction=" maps no field/],
  ["id=a,id=b", /the field id is mapped twice/],
  ["instruction=#", /instruction=# has no meaning/],
])("%s is refused", (text, message) => {
  expect(() => parseFieldMapping(text)).toThrow(message);
});
