type YamlValue = string | number | boolean | readonly YamlValue[] | YamlMap;
export interface YamlMap {
  readonly [key: string]: YamlValue;
}

/** A plain mapping as block YAML, without a final line break. Texts that could be read as anything else are quoted. */
export function toYaml(map: YamlMap): string {
  return mapLines(map).join("\n");
}

function mapLines(map: YamlMap): string[] {
  return Object.entries(map).flatMap(([key, value]) => {
    if (isList(value)) return [`${scalar(key)}:${value.length === 0 ? " []" : ""}`, ...listLines(value)];
    if (typeof value === "object") return [`${scalar(key)}:`, ...mapLines(value).map(indent)];
    return [`${scalar(key)}: ${scalar(value)}`];
  });
}

function listLines(list: readonly YamlValue[]): string[] {
  return list.flatMap((item) => {
    const lines = isList(item) ? listLines(item) : typeof item === "object" ? mapLines(item) : [scalar(item)];
    return lines.map((line, at) => (at === 0 ? `- ${line}` : indent(line)));
  });
}

function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}

function indent(line: string): string {
  return `  ${line}`;
}

const plainText = /^[A-Za-z][A-Za-z0-9_./<> -]*$/;
const otherMeaning = /^(?:true|false|yes|no|on|off|null|y|n)$/i;

function scalar(value: string | number | boolean): string {
  if (typeof value !== "string") return String(value);
  const isPlain = plainText.test(value) && !otherMeaning.test(value) && !value.endsWith(" ");
  return isPlain ? value : JSON.stringify(value);
}
