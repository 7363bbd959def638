import { errors } from "playwright";
import { errorMessage } from "../errors.ts";
import { PageTimeout } from "./with-limit.ts";

export function isTimeout(error: unknown): boolean {
  return error instanceof PageTimeout || error instanceof errors.TimeoutError;
}

/** Without the name of the function that failed. */
export function firstLine(error: unknown): string {
  return (
    errorMessage(error)
      .split("\n")[0]
      ?.replace(/^\w+\.\w+: /, "") ?? ""
  );
}
