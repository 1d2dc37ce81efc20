/** Path of a working engine, or undefined. */
export function findEngine(name: "chromium" | "firefox" | "jsc"): string | undefined;
