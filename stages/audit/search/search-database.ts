import { mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";

/** Raised when anything is indexed in another way: an older index is made again. */
const version = 1;

/** What of a trajectory is searched. */
export interface SearchedTexts {
  instruction: string;
  files: string;
  feedback: string;
}

/** Another process may be writing: how long is waited for it. */
const busyTimeoutMs = 10_000;

/**
 * The full-text index of a run. It holds where words stand and no text (a contentless table of FTS5), and is derived: one
 * that is damaged, or was made in another way, is made again.
 */
export class SearchDatabase implements Disposable {
  readonly #database: DatabaseSync;
  readonly #digestOf: StatementSync;
  readonly #count: StatementSync;
  readonly #find: StatementSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
    this.#digestOf = database.prepare("SELECT rowid, digest FROM trajectories WHERE id = ?");
    this.#count = database.prepare("SELECT count(*) AS count FROM trajectories");
    this.#find = database.prepare(
      "SELECT id FROM texts JOIN trajectories ON trajectories.rowid = texts.rowid WHERE texts MATCH ? ORDER BY id",
    );
  }

  /** Opens the index for writing, made anew where it must be. */
  static openForWriting(path: string): SearchDatabase {
    mkdirSync(dirname(path), { recursive: true });
    try {
      return SearchDatabase.#openWritable(path);
    } catch {
      // derived: whatever is wrong with it, a new one is as good
      for (const suffix of ["", "-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
      return SearchDatabase.#openWritable(path);
    }
  }

  /** Throws when there is none yet. */
  static openForReading(path: string): SearchDatabase {
    return new SearchDatabase(new DatabaseSync(path, { readOnly: true, timeout: busyTimeoutMs }));
  }

  static #openWritable(path: string): SearchDatabase {
    const database = new DatabaseSync(path, { timeout: busyTimeoutMs });
    try {
      database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
      const { user_version: found } = database.prepare("PRAGMA user_version").get() ?? {};
      if (found !== version) {
        database.exec(`
          BEGIN IMMEDIATE;
          DROP TABLE IF EXISTS texts;
          DROP TABLE IF EXISTS trajectories;
          CREATE TABLE trajectories (rowid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, digest TEXT NOT NULL);
          CREATE VIRTUAL TABLE texts USING fts5(
            instruction, files, feedback, content = '', contentless_delete = 1, tokenize = 'unicode61'
          );
          PRAGMA user_version = ${version};
          COMMIT;
        `);
      }
      return new SearchDatabase(database);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** Of the journal that was indexed; null when none was. */
  digestOf(id: string): string | null {
    const digest = this.#digestOf.get(id)?.digest;
    return typeof digest === "string" ? digest : null;
  }

  get count(): number {
    return Number(this.#count.get()?.count ?? 0);
  }

  /** Puts a trajectory's texts in the place of what was indexed of it before. */
  put(id: string, digest: string, { instruction, files, feedback }: SearchedTexts): void {
    const database = this.#database;
    const known = this.#digestOf.get(id)?.rowid ?? null;
    if (known !== null) {
      database.prepare("DELETE FROM texts WHERE rowid = ?").run(known);
      database.prepare("DELETE FROM trajectories WHERE rowid = ?").run(known);
    }
    const { lastInsertRowid } = database
      .prepare("INSERT INTO trajectories (id, digest) VALUES (?, ?)")
      .run(id, digest);
    database
      .prepare("INSERT INTO texts (rowid, instruction, files, feedback) VALUES (?, ?, ?, ?)")
      .run(lastInsertRowid, instruction, files, feedback);
  }

  /** Does the work in one transaction: all of it is kept, or nothing. */
  atOnce(work: () => void): void {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      work();
      this.#database.exec("COMMIT");
    } catch (error) {
      this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  /** Ids of the trajectories that match, sorted. `expression` is one of search-query.ts. */
  find(expression: string): string[] {
    return this.#find.all(expression).map(({ id }) => String(id));
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
