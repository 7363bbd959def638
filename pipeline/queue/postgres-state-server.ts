import pg from "pg";
import type { StateReply, StateServer } from "./state-server.ts";

const clock = "extract(epoch from clock_timestamp()) * 1000";

/** Keeps the shared text in a row. */
export class PostgresStateServer implements StateServer {
  readonly #pool: InstanceType<typeof pg.Pool>;
  readonly #name: string;
  #isTableThere = false;

  constructor(url: string, name: string) {
    this.#pool = new pg.Pool({ connectionString: url, max: 2, connectionTimeoutMillis: 5_000 });
    // an idle connection that broke: the next query opens another
    this.#pool.on("error", () => undefined);
    this.#name = name;
  }

  async read(): Promise<StateReply> {
    const { rows } = await this.#query(
      `SELECT ${clock} AS now, version, text FROM (SELECT 1) one LEFT JOIN curate_queue_state ON name = $1`,
      [this.#name],
    );
    const { now, version, text } = rows[0] ?? {};
    return {
      replaced: false,
      version: typeof version === "string" ? version : null,
      text: typeof text === "string" ? text : null,
      nowMs: Number(now),
    };
  }

  async replace(expected: string | null, next: { version: string; text: string }): Promise<StateReply> {
    const { rows } =
      expected === null
        ? await this.#query(
            `INSERT INTO curate_queue_state (name, version, text) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING ${clock} AS now`,
            [this.#name, next.version, next.text],
          )
        : await this.#query(
            `UPDATE curate_queue_state SET version = $2, text = $3 WHERE name = $1 AND version = $4 RETURNING ${clock} AS now`,
            [this.#name, next.version, next.text, expected],
          );
    if (rows[0] !== undefined) return { replaced: true, ...next, nowMs: Number(rows[0].now) };
    const found = await this.read();
    // sent again after a broken connection, it may have been done the first time
    return { ...found, replaced: found.version === next.version };
  }

  async #query(text: string, values: readonly unknown[]) {
    await this.#makeTable();
    return this.#pool.query(text, values);
  }

  async #makeTable(): Promise<void> {
    if (this.#isTableThere) return;
    // two processes that make a table at once collide in the catalogue: an advisory lock lets one go first
    await this.#pool.query(
      "DO $$ BEGIN PERFORM pg_advisory_xact_lock(7021811); CREATE TABLE IF NOT EXISTS curate_queue_state (name text PRIMARY KEY, version text NOT NULL, text text NOT NULL); END $$",
    );
    this.#isTableThere = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#pool.ended) await this.#pool.end();
  }
}
