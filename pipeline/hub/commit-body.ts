import { readFile } from "node:fs/promises";
import { UserError } from "../errors.ts";

/** One change of a commit. Objects named by `put-object` must be stored already. */
export type CommitOperation =
  | { kind: "put-object"; path: string; sha256: string; bytes: number }
  | { kind: "put-content"; path: string; bytes: number; content: ContentSource }
  | { kind: "delete"; path: string };

export type ContentSource = { text: string } | { bytes: Uint8Array } | { file: string };

/** What a commit says of itself. */
export interface CommitHeader {
  summary: string;
  description: string;
  parentCommit: string;
}

/** A commit as the Hub takes it: a line of JSON for its header, and one for each operation. */
export function commitBody(header: CommitHeader, operations: readonly CommitOperation[]): Blob {
  return new CommitLines([wholeLine({ key: "header", value: header }), ...operations.map(lineOf)]);
}

/** One line of JSON, taken apart around the content that it holds as base64. */
interface CommitLine {
  before: string;
  content: { bytes: number; source: ContentSource } | null;
  after: string;
}

function lineOf(operation: CommitOperation): CommitLine {
  const { path } = operation;
  switch (operation.kind) {
    case "put-object":
      return wholeLine({
        key: "lfsFile",
        value: { path, algo: "sha256", oid: operation.sha256, size: operation.bytes },
      });
    case "put-content":
      return {
        before: `{"key":"file","value":{"path":${JSON.stringify(path)},"encoding":"base64","content":"`,
        content: { bytes: operation.bytes, source: operation.content },
        after: '"}}',
      };
    case "delete":
      return wholeLine({ key: "deletedFile", value: { path } });
  }
}

function wholeLine(line: object): CommitLine {
  return { before: JSON.stringify(line), content: null, after: "" };
}

/** A commit's lines as a body: one file at a time is in memory, however many there are, and it can be sent again. */
class CommitLines extends Blob {
  readonly #lines: readonly CommitLine[];

  constructor(lines: readonly CommitLine[]) {
    super();
    this.#lines = lines;
  }

  override get size(): number {
    return this.#lines.reduce((sum, line) => sum + sizeOf(line), 0);
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const pieces = encode(this.#lines);
    return new ReadableStream({
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await pieces.return(undefined);
      },
    });
  }
}

function sizeOf({ before, content, after }: CommitLine): number {
  const base64 = content === null ? 0 : 4 * Math.ceil(content.bytes / 3);
  return Buffer.byteLength(before) + base64 + Buffer.byteLength(after) + 1;
}

async function* encode(lines: readonly CommitLine[]): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  for (const { before, content, after } of lines) {
    const base64 = content === null ? "" : (await readContent(content)).toString("base64");
    yield Buffer.from(`${before}${base64}${after}\n`);
  }
}

async function readContent({ bytes, source }: NonNullable<CommitLine["content"]>): Promise<Buffer> {
  if ("text" in source) return Buffer.from(source.text);
  if ("bytes" in source) return Buffer.from(source.bytes);
  const content = await readFile(source.file);
  if (content.length === bytes) return content;
  throw new UserError(
    `${source.file} has ${content.length} bytes, and had ${bytes} when the release was planned. Push again.`,
  );
}
