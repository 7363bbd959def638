import { UserError } from "../../pipeline/errors.ts";
import { sha256Hex } from "../../pipeline/run/digest.ts";

/** Where a field of an instruction is taken from. */
export type FieldOrigin =
  /** A column, or a place in one: "prompt.1.content". */
  | { kind: "column"; path: readonly string[] }
  /** The same text for every row. */
  | { kind: "constant"; text: string }
  /** An id made of the instruction's text. */
  | { kind: "text-hash" };

/** By field; fields that are not mapped are taken from the column of their name. */
export type FieldMapping = ReadonlyMap<string, FieldOrigin>;

const fields = ["id", "instruction", "Category", "application_type", "ui_instruct"] as const;

/**
 * Reads `instruction=prompt,application_type='Email Clients',id=#`: a field from a column (a dot goes into it), from a
 * text in quotation marks, or, for the id, made of the instruction's text. Throws UserError naming what it cannot read.
 */
export function parseFieldMapping(text: string): FieldMapping {
  const mapping = new Map<string, FieldOrigin>();
  for (const entry of text.match(/(?:'[^']*'|"[^"]*"|[^,])+/g) ?? []) {
    const [, field = "", origin = ""] = /^\s*([^=]*?)\s*=\s*(.*?)\s*$/s.exec(entry) ?? [];
    if (!fields.some((name) => name === field) || origin === "")
      throw new UserError(
        `--map: ${JSON.stringify(entry.trim())} maps no field. Write FIELD=COLUMN, FIELD='text' or id=#, with commas between; the fields are ${fields.join(", ")}.`,
      );
    if (mapping.has(field)) throw new UserError(`--map: the field ${field} is mapped twice. Name it once.`);
    mapping.set(field, parseOrigin(field, origin));
  }
  return mapping;
}

function parseOrigin(field: string, origin: string): FieldOrigin {
  const quoted = /^(['"])(.*)\1$/s.exec(origin)?.[2];
  if (quoted !== undefined) return { kind: "constant", text: quoted };
  if (origin !== "#") return { kind: "column", path: origin.split(".") };
  if (field === "id") return { kind: "text-hash" };
  throw new UserError(`--map: ${field}=# has no meaning; only an id can be made of the text. Name a column.`);
}

/**
 * A row with the fields of an instruction put where they belong; its other columns stay, those that were mapped go.
 * A value that is no object comes back as it is. Optional fields that are null are left out.
 */
export function mapFields(row: unknown, mapping: FieldMapping): unknown {
  if (typeof row !== "object" || row === null || Array.isArray(row)) return row;
  const mapped = new Map<string, unknown>(Object.entries(row));
  const taken = [...mapping].map(([field, origin]) => [field, origin, originValue(row, origin)] as const);
  for (const [, origin] of taken) if (origin.kind === "column") mapped.delete(origin.path[0] ?? "");
  for (const [field, , value] of taken) mapped.set(field, value);
  if (mapping.get("id")?.kind === "text-hash")
    mapped.set("id", `text-${sha256Hex(String(mapped.get("instruction"))).slice(0, 16)}`);
  return Object.fromEntries(
    [...mapped].filter(([field, value]) => value !== undefined && !(value === null && isOptional(field))),
  );
}

function isOptional(field: string): boolean {
  return field === "Category" || field === "ui_instruct";
}

function originValue(row: object, origin: FieldOrigin): unknown {
  switch (origin.kind) {
    case "constant":
      return origin.text;
    case "text-hash":
      return undefined;
    case "column":
      return origin.path.reduce<unknown>(
        (value, key) =>
          typeof value === "object" && value !== null
            ? new Map<string, unknown>(Object.entries(value)).get(key)
            : undefined,
        row,
      );
  }
}
