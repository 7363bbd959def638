import { UserError } from "../errors.ts";

/** Where a queue is. */
export interface QueueAddress {
  kind: "redis" | "postgres";
  /** With user name and password, for the client alone. */
  url: string;
  /** Tells apart the queues of one server. */
  name: string;
  /** For the reader: without user name and password. */
  shown: string;
}

const kinds: Readonly<Record<string, QueueAddress["kind"]>> = {
  "redis:": "redis",
  "rediss:": "redis",
  "postgres:": "postgres",
  "postgresql:": "postgres",
};

/**
 * Reads a queue's URL: `redis://`, `rediss://` (TLS) or `postgres://`, with `?queue=NAME` where one server has several
 * queues (default: curate). Throws UserError.
 */
export function parseQueueAddress(text: string): QueueAddress {
  const url = URL.parse(text);
  const kind = url === null ? undefined : kinds[url.protocol];
  if (url === null || kind === undefined || url.hostname === "") {
    throw new UserError(
      "--queue must be the URL of a queue server: redis://HOST:PORT, rediss://HOST:PORT (TLS) or postgres://HOST:PORT/DATABASE.",
    );
  }
  const name = url.searchParams.get("queue") ?? "curate";
  if (!/^[a-z][a-z0-9_]{0,30}$/.test(name)) {
    throw new UserError(
      `The queue's name ${JSON.stringify(name)} in --queue must be 1-31 lower-case letters, digits or "_", and begin with a letter.`,
    );
  }
  url.searchParams.delete("queue");
  const shown = `${url.protocol}//${url.host}${url.pathname === "/" ? "" : url.pathname}${name === "curate" ? "" : `?queue=${name}`}`;
  return { kind, url: url.href, name, shown };
}
