import { stripVTControlCharacters } from "node:util";

const headChars = 4_000;
const tailChars = 8_000;

/** A program's output cut to its beginning and its end, with the cut marked, plain text only. */
export class LogExcerpt {
  readonly #decoder = new TextDecoder();
  #head = "";
  #tail = "";
  #cutChars = 0;

  /** Takes output as it comes, in UTF-8. */
  readonly add = (chunk: Uint8Array): void => {
    const text = this.#decoder.decode(chunk, { stream: true });
    const room = headChars - this.#head.length;
    this.#head += text.slice(0, Math.max(0, room));
    this.#tail += text.slice(Math.max(0, room));
    const surplus = this.#tail.length - tailChars;
    // a larger step than one chunk's surplus keeps the cost per byte constant
    if (surplus > tailChars) {
      this.#tail = this.#tail.slice(surplus);
      this.#cutChars += surplus;
    }
  };

  get text(): string {
    const surplus = Math.max(0, this.#tail.length - tailChars);
    const cut = this.#cutChars + surplus;
    const mark = cut > 0 ? `\n[... ${cut} characters cut ...]\n` : "";
    return plainText(`${this.#head}${mark}${this.#tail.slice(surplus)}`);
  }
}

/** Cuts a finished text the way LogExcerpt cuts a growing one. */
export function excerpt(text: string): string {
  const log = new LogExcerpt();
  log.add(new TextEncoder().encode(text));
  return log.text;
}

/** Without colours and cursor movements; of a line that was drawn over and over, its last state. */
function plainText(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll("\r\n", "\n")
    .split("\n")
    .map((line) => line.slice(line.lastIndexOf("\r") + 1).trimEnd())
    .join("\n")
    .trim();
}
