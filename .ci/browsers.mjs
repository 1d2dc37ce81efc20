/**
 * Finds the engines the tests run in: Chromium, Firefox and JavaScriptCore's shell. An environment variable names one by
 * path; otherwise the usual command names are tried, then what Playwright has downloaded.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";

const ENGINES = {
  chromium: {
    variable: "SEGWASM_CHROMIUM",
    commands: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    places: ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"],
    versionArguments: ["--version"],
  },
  firefox: {
    variable: "SEGWASM_FIREFOX",
    commands: ["firefox-esr", "firefox"],
    places: ["/Applications/Firefox.app/Contents/MacOS/firefox"],
    versionArguments: ["--version"],
  },
  jsc: {
    variable: "SEGWASM_JSC",
    commands: ["jsc"],
    places: ["/System/Library/Frameworks/JavaScriptCore.framework/Versions/Current/Helpers/jsc"],
    versionArguments: ["-e", "0"],
  },
};

/** Path of a working engine, or undefined. */
export function findEngine(name) {
  const { variable, commands, places, versionArguments } = ENGINES[name];
  const named = process.env[variable];
  const candidates = named ? [named] : [...commands.flatMap(onPath), ...places, ...fromPlaywright(name)];
  return candidates.find((path) => existsSync(path) && starts(path, versionArguments));
}

function onPath(command) {
  return (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, command));
}

function fromPlaywright(name) {
  try {
    return [createRequire(import.meta.url)("playwright-core")[name]?.executablePath()].filter(Boolean);
  } catch {
    return [];
  }
}

/** False for stand-ins that only tell how to install the real program. */
function starts(path, versionArguments) {
  try {
    execFileSync(path, versionArguments, { stdio: "ignore", timeout: 60_000 });
    return true;
  } catch {
    return false;
  }
}
