/** How the Hub is reached. */
export interface HubAccess {
  /** Best one that tries again: see retrying-fetch.ts. */
  fetch: typeof fetch;
  /** Without a slash at its end. Default: https://huggingface.co */
  hubUrl?: string;
  /** Begins with hf_; for writing, and for private and gated data sets. */
  accessToken?: string;
  signal: AbortSignal;
}

/** The members of an access that the client's functions take. Few of them take a signal: it comes with the `fetch`. */
export function clientOptions({ fetch, hubUrl, accessToken, signal }: HubAccess): {
  fetch: typeof globalThis.fetch;
  hubUrl?: string;
  accessToken?: string;
} {
  return {
    fetch: (input, init) =>
      fetch(input, { ...init, signal: AbortSignal.any([signal, ...(init?.signal ? [init.signal] : [])]) }),
    ...(hubUrl !== undefined && { hubUrl }),
    ...(accessToken !== undefined && { accessToken }),
  };
}
