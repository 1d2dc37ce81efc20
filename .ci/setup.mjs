/**
 * Installs what is missing: npm packages when node_modules does not match package-lock.json, and browsers.
 *
 *   node .ci/setup.mjs [packages|browsers ...]     default: both
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findEngine } from "./browsers.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const say = (line) => process.stderr.write(`${line}\n`);

/** Runs a command without a terminal; true when it ended well. */
function run(command, args, options = {}) {
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const stdio = ["ignore", options.quiet ? "ignore" : 2, options.quiet ? "ignore" : 2];
  return spawnSync(command, args, { cwd: root, env: environment, stdio }).status === 0;
}

/** True when every package of the lock file that this platform needs is installed in its version. */
function packagesMatch() {
  const hidden = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(hidden)) return false;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const present = JSON.parse(readFileSync(hidden, "utf8")).packages;
  return Object.entries(wanted).every(
    ([path, entry]) => path === "" || present[path]?.version === entry.version || (entry.optional && !present[path]),
  );
}

/** Installs the packages of package-lock.json unless they are there. Throws when that fails. */
export function installPackages() {
  if (packagesMatch()) return;
  say("installing npm packages");
  if (!run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]))
    throw new Error("npm ci failed");
}

const missing = (names) => names.filter((name) => !findEngine(name));

/**
 * Installs the browsers unless they are there: Debian's packages where apt-get may be used, otherwise Playwright's own.
 * Throws when Chromium or Firefox cannot be had; JavaScriptCore's shell may be absent.
 */
export function installBrowsers() {
  if (missing(["chromium", "firefox", "jsc"]).length > 0) installDebianPackages();
  for (const name of missing(["chromium", "firefox"])) {
    say(`downloading Playwright's ${name}`);
    run(process.execPath, [join(root, "node_modules/playwright-core/cli.js"), "install", "--with-deps", name]);
  }
  const absent = missing(["chromium", "firefox"]);
  if (absent.length > 0) {
    throw new Error(
      `no ${absent.join(" and no ")} here: apt and Playwright could not install it. ` +
        "Install it, or name its path in SEGWASM_CHROMIUM or SEGWASM_FIREFOX.",
    );
  }
  if (missing(["jsc"]).length > 0) say("no JavaScriptCore shell (jsc) to be had: agreement with WebKit is not checked");
}

function installDebianPackages() {
  const apt = aptCommand();
  if (!apt) return;
  const [command, ...prefix] = apt;
  say("installing browsers with apt-get");
  run(command, [...prefix, "update", "-q"], { quiet: true });
  const packages = { chromium: ["chromium"], firefox: ["firefox-esr"], jsc: jscPackages() };
  for (const name of missing(Object.keys(packages))) {
    const options = ["install", "-y", "-q", "--no-install-recommends"];
    for (const one of packages[name]) if (run(command, [...prefix, ...options, one])) break;
  }
}

/** The shell is in the package of one ABI or the other, depending on the release. */
function jscPackages() {
  const names = ["libjavascriptcoregtk-4.1-bin", "libjavascriptcoregtk-4.0-bin"];
  return names.filter((name) => run("apt-cache", ["show", name], { quiet: true }));
}

/** apt-get as this user may call it without being asked for a password; undefined where it may not. */
function aptCommand() {
  if (!run("apt-get", ["--version"], { quiet: true })) return undefined;
  if (process.getuid?.() === 0) return ["apt-get"];
  return run("sudo", ["-n", "true"], { quiet: true }) ? ["sudo", "-n", "apt-get"] : undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const parts = process.argv.slice(2);
  const wanted = (part) => parts.length === 0 || parts.includes(part);
  try {
    if (wanted("packages")) installPackages();
    if (wanted("browsers")) installBrowsers();
  } catch (error) {
    say(error.message);
    process.exitCode = 1;
  }
}
