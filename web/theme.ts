import { button, byId } from "./dom.js";

const THEMES = ["auto", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

const SIGNS: Record<Theme, string> = { auto: "◐", light: "☀", dark: "☾" };
const NAMES: Record<Theme, string> = { auto: "as the system", light: "light", dark: "dark" };
const STORED = "segwasm-theme";

const listeners: (() => void)[] = [];

/** Runs `listener` whenever the colours of the page may have changed. */
export function onThemeChange(listener: () => void): void {
  listeners.push(listener);
}

/** Applies the remembered theme and follows the button and the system. */
export function setUpTheme(): void {
  apply(remembered());
  button("theme").addEventListener("click", nextTheme);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", tell);
}

/** As the system → light → dark → as the system. */
export function nextTheme(): void {
  const now = document.documentElement.dataset.theme as Theme;
  const next = THEMES[(THEMES.indexOf(now) + 1) % THEMES.length] as Theme;
  apply(next);
  try {
    localStorage.setItem(STORED, next);
  } catch {
    // Storage may be switched off: the theme then lasts as long as the page.
  }
}

function apply(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  byId("theme-sign", HTMLSpanElement).textContent = SIGNS[theme];
  button("theme").setAttribute("aria-label", `Theme: ${NAMES[theme]}`);
  tell();
}

function remembered(): Theme {
  try {
    const stored = localStorage.getItem(STORED);
    return THEMES.find((theme) => theme === stored) ?? "auto";
  } catch {
    return "auto";
  }
}

function tell(): void {
  for (const listener of listeners) listener();
}
