import { Schema } from "apache-arrow";
import { column, listOf, text } from "../parquet/column-types.ts";
import { type SftRow, sftSchema } from "./sft.ts";

/** Columns of `rejected`: those of `sft`, and what kept a trajectory out of it. */
export const rejectedSchema = new Schema([...sftSchema.fields, column("rejected_by", listOf(text()))]);

/** `rejected_by`: the recipe's rules and selections, in their order. */
export type RejectedRow = SftRow & { rejected_by: string[] };
