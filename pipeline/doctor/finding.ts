/**
 * `warning`: all works, something could be better. `missing`: not installed. `broken`: there, but it does not work.
 * The last two keep the pipeline from running.
 */
export type FindingStatus = "ok" | "warning" | "missing" | "broken";

/** What one check of the machine found out. */
export interface Finding {
  /** stable kebab id */
  id: string;
  title: string;
  status: FindingStatus;
  version?: string;
  /** the path, size or address that was looked at, or what went wrong */
  found?: string;
  /** what the user can do about it, commands included; always there unless the status is "ok" */
  remedy?: string;
}

/** Whether the pipeline cannot run with this. */
export function isBlocking({ status }: Finding): boolean {
  return status === "missing" || status === "broken";
}
