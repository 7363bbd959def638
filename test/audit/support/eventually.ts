import { vi } from "vitest";

/** Waits until the expectations hold: a machine under load may take its time to look at a folder again. */
export function eventually(expectations: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(expectations, { timeout: 15_000, interval: 20 });
}
