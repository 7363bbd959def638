/** How far back a record may refer: the sites of a few steps, with what was said about them. */
const windowBytes = 512 * 1024;

/** The last text that went into a pack, which the next record may be compressed against. */
export class TextHistory {
  #window: Uint8Array = new Uint8Array();

  get window(): Uint8Array {
    return this.#window;
  }

  add(text: Uint8Array): void {
    this.#window = Buffer.concat([this.#window, text]).subarray(-windowBytes);
  }
}
