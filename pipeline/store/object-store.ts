/** Objects under keys, each written once and never changed. */
export interface ObjectStore {
  /** For the reader, without keys. */
  readonly shown: string;
  /** Null when there is none. Throws InfrastructureError when the store does not answer. */
  get(key: string): Promise<Uint8Array | null>;
  /** Writes an object where there is none; `false`: there is another one already, which stays. */
  putOnce(key: string, bytes: Uint8Array): Promise<boolean>;
}
