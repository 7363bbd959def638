import { chooseTheme, type Theme, theme } from "./theme.ts";

const following: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
const signs: Record<Theme, string> = { system: "◐", light: "☼", dark: "☾" };

/** Goes round the themes: as the machine has it, light, dark. */
export function ThemeSwitch() {
  const now = theme.value;
  return (
    <button
      type="button"
      class="button quiet"
      aria-label={`Theme: ${now}. Change to ${following[now]}`}
      title={`Theme: ${now}`}
      onClick={() => chooseTheme(following[now])}
    >
      <span aria-hidden="true">{signs[now]}</span>
    </button>
  );
}
