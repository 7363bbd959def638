import type { Minima } from "./yield.ts";

/** `3,4`; `-` for no minimum. */
export function formatMinima({ screenshot, gui }: Minima): string {
  return `${screenshot ?? "-"},${gui ?? "-"}`;
}

/** null: no pair of minima. */
export function parseMinima(text: string | undefined): Minima | null {
  const match = /^(-|[0-5](?:\.\d)?),(-|[1-5](?:\.\d)?)$/.exec(text ?? "");
  if (match === null) return null;
  const [, screenshot = "-", gui = "-"] = match;
  return { screenshot: numberOf(screenshot), gui: numberOf(gui) };
}

function numberOf(text: string): number | null {
  return text === "-" ? null : Number(text);
}
