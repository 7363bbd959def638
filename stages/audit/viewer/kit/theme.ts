import { effect, signal } from "@preact/signals";
import { recall, remember } from "./remember.ts";

export type Theme = "system" | "light" | "dark";

/** `system` follows the machine. */
export const theme = signal<Theme>(rememberedTheme());

effect(() => {
  const root = document.documentElement;
  if (theme.value === "system") delete root.dataset.theme;
  else root.dataset.theme = theme.value;
});

export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  remember("audit-theme", chosen);
}

function rememberedTheme(): Theme {
  const kept = recall("audit-theme");
  return kept === "light" || kept === "dark" ? kept : "system";
}
