import type { IdentifiedRow } from "../../../pipeline/dataset/row.ts";
import { createRandom } from "../../../pipeline/random/random.ts";
import type { SftRow } from "../../../stages/emit/configs/sft.ts";

const messagesPerRow = 16;
/** Characters of a message that varies from row to row: 5,000 rows hold 320 MB. */
const messageChars = 4_000;
/** 16 MB: few of the pieces on one page of a Parquet file overlap. */
const linesInPool = 400_000;
const longestLine = 64;

/** Makes rows of `sft` from seeds: text that compresses about as React code does, so cheap that writing is what counts. */
export class CodeRows {
  readonly #pool: string;

  constructor() {
    const random = createRandom(14);
    const words = [
      "const",
      "props",
      "return",
      "<div className=",
      "useState",
      "onClick",
      "=>",
      "</div>",
      "export",
    ];
    // through one buffer: lines in their hundreds of thousands would count among what the writers take of memory
    const lines = Buffer.alloc(longestLine * linesInPool);
    let end = 0;
    for (let line = 0; line < linesInPool; line++) {
      const [name, value] = [random.below(46_656), random.below(1_679_616)].map((number) =>
        number.toString(36),
      );
      end += lines.write(`  ${random.pick(words)} ${name}${random.pick(words)} {${value}};\n`, end, "latin1");
    }
    this.#pool = lines.toString("latin1", 0, end);
  }

  row(seed: number, at: number): IdentifiedRow & { row: SftRow } {
    const random = createRandom(seed);
    const id = `i-${String(at).padStart(6, "0")}`;
    const piece = (): string => {
      const from = random.below(this.#pool.length - messageChars);
      return this.#pool.slice(from, from + messageChars);
    };
    const row: SftRow = {
      id,
      instruction_id: id,
      application_type: "Blog",
      messages: Array.from({ length: messagesPerRow }, (_, message) => ({
        role: message === 0 ? "system" : message % 2 === 1 ? "user" : "assistant",
        content: piece(),
      })),
      loss_mask: Array.from({ length: messagesPerRow }, (_, message) =>
        message > 0 && message % 2 === 0 ? 1 : 0,
      ),
      steps: messagesPerRow / 2,
      screenshot_score: 4,
      gui_score: random.below(2) === 0 ? null : 5,
      tokens: 16_000,
      teacher: "teacher",
      source_trajectory: id,
    };
    return { id, row };
  }

  async *rows(count: number): AsyncGenerator<IdentifiedRow & { row: SftRow }> {
    for (let at = 0; at < count; at++) yield this.row(at, at);
  }
}
