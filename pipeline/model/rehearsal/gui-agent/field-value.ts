import type { ListedElement } from "./observation.ts";

/** Something fitting to type into a form field. Credentials are those that every test instruction names. */
export function valueFor({ tag, text }: ListedElement): string {
  if (tag === "select") return secondOption(text);
  const about = (pattern: RegExp): boolean => pattern.test(tag) || pattern.test(text);
  if (about(/password/i)) return "admin123456";
  if (about(/e-?mail|@/i)) return "admin@example.com";
  if (about(/"date"/)) return "2030-05-17";
  if (about(/datetime-local/)) return "2030-05-17T10:30";
  if (about(/"month"/)) return "2030-05";
  if (about(/"week"/)) return "2030-W20";
  if (about(/"time"/)) return "10:30";
  if (about(/"url"|https?:|website|link/i)) return "https://example.com";
  if (about(/"tel"|phone|mobile/i)) return "555 0100";
  if (about(/"number"|amount|quantity|price|guests|how many/i)) return "2";
  if (about(/^date|day|when\b/i)) return "17 May 2030";
  if (about(/user ?name|login/i)) return "admin";
  if (about(/\bname\b/i)) return "Test Visitor";
  if (tag === "textarea" || /message|comment|think|help/i.test(text)) return "This is a short test message.";
  return "Test entry";
}

/** The list shows a select box as `chosen (options: a, b, c)`; the first option often stands for none. */
function secondOption(text: string): string {
  const options = /\(options: (.*?)\)?$/.exec(text)?.[1]?.split(", ") ?? [];
  return options[1] ?? options[0] ?? "";
}
