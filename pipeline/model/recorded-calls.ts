import type { CallReturned } from "../contracts/generated/call-event.ts";
import { blobRefOf } from "../run/blob-pack.ts";
import { canonicalJson } from "../run/digest.ts";
import type { BlobReader } from "../run/trajectory.ts";
import { type Exchange, readExchange } from "./call-journal.ts";
import type { ChatMessage } from "./model-port.ts";

/** A chat call that is to be answered from a recording. */
export interface AskedCall {
  key: string;
  role: string;
  purpose: string;
  /** What it asks for beside its messages, as exchanges keep it. */
  parameters: object;
  messages: readonly ChatMessage[];
}

export interface RecordedCall {
  returned: CallReturned;
  blobs: BlobReader;
  /**
   * `other-images`: all but the bytes of images is the same, as on a machine with other fonts. `other-observation`: a
   * judge was asked at the same place of the same trajectory, and shown something else. `other-sample`: it was asked
   * for another sample of the instruction.
   */
  match: NonNullable<CallReturned["replayed"]>;
}

const judges: ReadonlySet<string> = new Set(["vision", "gui", "feedback"]);

/** The answered calls of one recorded trajectory, or of one recorded synthesis. */
export class RecordedCalls {
  readonly #blobs: BlobReader;
  readonly #byKey = new Map<string, CallReturned>();
  readonly #byPurpose = new Map<string, CallReturned[]>();

  constructor(events: readonly { event: string }[], blobs: BlobReader) {
    this.#blobs = blobs;
    for (const event of events) {
      if (!isCallReturned(event)) continue;
      this.#byKey.set(event.key, event);
      this.#byPurpose.set(event.purpose, [...(this.#byPurpose.get(event.purpose) ?? []), event]);
    }
  }

  get size(): number {
    return this.#byKey.size;
  }

  findKey(key: string): RecordedCall | null {
    const returned = this.#byKey.get(key);
    return returned === undefined ? null : { returned, blobs: this.#blobs, match: "exact" };
  }

  /** The same call; else one of the same purpose that was asked the same but for the bytes of its images. */
  find(asked: AskedCall): RecordedCall | null {
    const exact = this.findKey(asked.key);
    if (exact !== null) return exact;
    const alike = this.#ofPurpose(asked).find(
      ({ exchange }) =>
        hasImages(asked.messages) &&
        differenceOf(readExchange(this.#blobs, exchange), asked, this.#blobs) === null,
    );
    return alike === undefined ? null : { returned: alike, blobs: this.#blobs, match: "other-images" };
  }

  /**
   * A judge's call at the same place. Only where the recording was made with the same configuration, prompts included:
   * what differs then is what page and machine showed, as on one that is slower. No teacher's call is taken so, as what
   * the teacher is shown becomes part of the datasets.
   */
  findOfJudge(asked: AskedCall): RecordedCall | null {
    const [returned] = judges.has(asked.role) ? this.#ofPurpose(asked) : [];
    return returned === undefined ? null : { returned, blobs: this.#blobs, match: "other-observation" };
  }

  /** A call that was asked for another sample: the same, whatever its seed. */
  findOfOtherSample(asked: AskedCall): RecordedCall | null {
    const alike = this.#ofPurpose(asked).find(({ exchange }) => {
      const recorded = readExchange(this.#blobs, exchange);
      const parameters = { ...asked.parameters, seed: seedOf(recorded.request.parameters) };
      return differenceOf(recorded, { ...asked, parameters }, this.#blobs) === null;
    });
    return alike === undefined ? null : { returned: alike, blobs: this.#blobs, match: "other-sample" };
  }

  /** Why a call is not there, for the reader. */
  explainMiss(asked: AskedCall): string {
    const [nearest] = this.#ofPurpose(asked);
    if (nearest === undefined) {
      return this.size === 0
        ? "nothing was recorded for it"
        : `it holds ${this.size} calls, none of this role and purpose`;
    }
    if (asked.role === "embedding") return "other texts were embedded there";
    const difference = differenceOf(readExchange(this.#blobs, nearest.exchange), asked, this.#blobs);
    return difference ?? "it was asked there at another address, or of another sample";
  }

  #ofPurpose({ role, purpose }: AskedCall): CallReturned[] {
    return (this.#byPurpose.get(purpose) ?? []).filter((call) => call.role === role);
  }
}

/** The first thing, images aside, in which a call differs from a recorded one; null when there is none. */
function differenceOf({ request }: Exchange, asked: AskedCall, blobs: BlobReader): string | null {
  const recorded: Record<string, unknown> = { ...request.parameters };
  const now: Record<string, unknown> = { ...asked.parameters };
  for (const name of new Set([...Object.keys(recorded), ...Object.keys(now)])) {
    if (canonicalJson(recorded[name]) !== canonicalJson(now[name]))
      return `its ${name} was ${shown(recorded[name])} and is ${shown(now[name])}`;
  }
  if (request.messages.length !== asked.messages.length)
    return `it was asked with ${request.messages.length} messages, now with ${asked.messages.length}`;
  for (const [index, { role, content }] of asked.messages.entries()) {
    const before = request.messages[index];
    const parts = typeof content === "string" ? [{ kind: "text" as const, text: content }] : content;
    if (before?.role !== role || before.content.length !== parts.length)
      return `its message ${index + 1} has another shape`;
    for (const [at, part] of parts.entries()) {
      const old = before.content[at];
      if (old?.kind !== part.kind) return `its message ${index + 1} has another shape`;
      if (part.kind === "text" && old.blob !== blobRefOf(Buffer.from(part.text)))
        return `its message ${index + 1} (${role}) ${textDifference(blobs.text(old.blob), part.text)}`;
    }
  }
  return null;
}

function textDifference(before: string, now: string): string {
  let at = 0;
  while (at < before.length && before[at] === now[at]) at++;
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 20), at + 40));
  return `differs from character ${at + 1}: it was ${around(before)} and is ${around(now)}`;
}

function seedOf(parameters: { seed?: unknown }): unknown {
  return parameters.seed;
}

function shown(value: unknown): string {
  const text = value === undefined ? "not set" : JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

function hasImages(messages: readonly ChatMessage[]): boolean {
  return messages.some(
    ({ content }) => typeof content !== "string" && content.some(({ kind }) => kind === "png"),
  );
}

function isCallReturned(event: { event: string }): event is CallReturned {
  return event.event === "call-returned";
}
