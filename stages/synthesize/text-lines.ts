/** One line of a text file, or why it cannot be read. */
export type TextLine = { number: number } & ({ text: string } | { problem: string; reason: LineReason });

type LineReason = "not-utf-8" | "line-too-long";

const newline = 0x0a;

/**
 * The lines of a byte stream, without the LF and without a byte order mark. A CR before the LF stays: JSON takes it as white
 * space. A line that is not UTF-8, or
 * has more than `maxBytes`, is told as a problem and the next ones are read on; no more than that is ever held.
 */
export async function* readTextLines(
  chunks: AsyncIterable<Uint8Array>,
  options: { maxBytes: number },
): AsyncGenerator<TextLine> {
  const line = new LineBuffer(options.maxBytes);
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      line.push(chunk.subarray(start, end));
      yield line.take();
      start = end + 1;
    }
    line.push(chunk.subarray(start));
  }
  if (!line.isEmpty) yield line.take();
}

class LineBuffer {
  readonly #maxBytes: number;
  #parts: Uint8Array[] = [];
  #bytes = 0;
  #number = 1;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }

  push(part: Uint8Array): void {
    this.#bytes += part.length;
    if (this.#bytes <= this.#maxBytes) this.#parts.push(part);
    else this.#parts = [];
  }

  take(): TextLine {
    const [parts, bytes, number] = [this.#parts, this.#bytes, this.#number];
    this.#parts = [];
    this.#bytes = 0;
    this.#number++;
    if (bytes > this.#maxBytes)
      return {
        number,
        reason: "line-too-long",
        problem: `a line may have ${this.#maxBytes} bytes, found ${bytes}`,
      };
    const whole = Buffer.concat(parts);
    try {
      return { number, text: new TextDecoder("utf-8", { fatal: true }).decode(whole) };
    } catch {
      return { number, reason: "not-utf-8", problem: `not valid UTF-8${hintOf(whole)}` };
    }
  }
}

function hintOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return isUtf16 ? "; the file seems to be UTF-16, save it as UTF-8" : "";
}
