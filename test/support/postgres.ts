import { findPostgres } from "../../scripts/proof/queue/postgres-process.ts";

/** Debian's postgres; null: it is not there. */
export const postgresProgram = await findPostgres(process.env.PATH ?? "");

/** Why tests that need PostgreSQL are skipped, as part of their names. */
export const withoutPostgres = postgresProgram === null ? " (SKIPPED: PostgreSQL is not installed)" : "";
