import type { LiveEvent } from "../views/addresses.ts";

/** Pages that listen at once. */
const maxListeners = 64;
/** Bytes that wait for a page that does not read; then it is let go, and comes again. */
const maxWaitingBytes = 256 * 1024;
const keepAliveMs = 20_000;

type Listener = ReadableStreamDefaultController<Uint8Array>;

/** Tells every open page what changes, as server-sent events (HTML Living Standard, section 9.2). */
export class LiveEvents implements Disposable {
  readonly #listeners = new Set<Listener>();
  readonly #keepAlive = setInterval(() => this.#send(": \n\n"), keepAliveMs).unref();

  /** A stream of all events from now on; null when too many listen. */
  open(): ReadableStream<Uint8Array> | null {
    if (this.#listeners.size >= maxListeners) return null;
    let own: Listener | null = null;
    return new ReadableStream<Uint8Array>(
      {
        start: (listener) => {
          own = listener;
          this.#listeners.add(listener);
          // so that the page knows at once that it is listening
          listener.enqueue(encode("retry: 1000\n\n"));
        },
        cancel: () => void (own !== null && this.#listeners.delete(own)),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: maxWaitingBytes }),
    );
  }

  publish(event: LiveEvent): void {
    this.#send(`data: ${JSON.stringify(event)}\n\n`);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#keepAlive);
    for (const listener of this.#listeners) this.#end(listener);
  }

  #send(text: string): void {
    const bytes = encode(text);
    for (const listener of this.#listeners) {
      if ((listener.desiredSize ?? 0) < bytes.length) this.#end(listener);
      else listener.enqueue(bytes);
    }
  }

  #end(listener: Listener): void {
    this.#listeners.delete(listener);
    try {
      listener.close();
    } catch {
      // the page was closed in this moment
    }
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
