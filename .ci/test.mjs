/**
 * `npm test`: installs what is missing, builds, checks types and style, runs the tests.
 * The last line is `N passed, N failed`; anything that is not right counts as failed.
 *
 *   node .ci/test.mjs [--slow] [vitest filters ...]
 */
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installBrowsers, installPackages } from "./setup.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const reportPath = join(root, "dist", "test-report.json");
const slow = process.argv.includes("--slow");
const filters = process.argv.slice(2).filter((argument) => argument !== "--slow");
const totals = { passed: 0, failed: 0, skipped: 0 };

/** Runs one stage, says how long it took, counts its failure. Returns whether it went well. */
async function stage(name, action) {
  const start = performance.now();
  let problem;
  try {
    if ((await action()) === false) problem = "failed";
  } catch (error) {
    problem = error.message;
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stderr.write(`${problem ? "✗" : "✓"} ${name} (${seconds} s)${problem ? `: ${problem}` : ""}\n`);
  if (problem) totals.failed++;
  return !problem;
}

/** Runs a script to its end. Resolves to whether it went well. */
function node(path, ...args) {
  const plain = process.stdout.isTTY ? {} : { NO_COLOR: "1" };
  const environment = { ...process.env, ...plain, ...(slow && { SEGWASM_SLOW: "1" }) };
  const child = spawn(process.execPath, [join(root, path), ...args], {
    cwd: root,
    env: environment,
    stdio: ["ignore", "inherit", "inherit"],
  });
  return new Promise((resolve, reject) => child.on("error", reject).on("close", (status) => resolve(status === 0)));
}

const checkTypes = (folder) => node("node_modules/typescript/bin/tsc", "--noEmit", "--project", folder);

const hasTypeScript = (folder) => readdirSync(join(root, folder)).some((name) => name.endsWith(".ts"));

async function runTests() {
  rmSync(reportPath, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportPath}`];
  const ended = await node(
    "node_modules/vitest/vitest.mjs",
    "run",
    "--config",
    "test/vitest.config.ts",
    ...reporters,
    ...filters,
  );
  if (!existsSync(reportPath)) throw new Error("the test runner left no report");
  const report = JSON.parse(readFileSync(reportPath, "utf8"));
  totals.passed += report.numPassedTests;
  totals.skipped += report.numPendingTests + report.numTodoTests;
  // A file that cannot be loaded has no tests to fail.
  const broken = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  totals.failed += report.numFailedTests + broken.length;
  if (report.numTotalTests === 0) throw new Error("no test ran");
  if (!ended && report.numFailedTests + broken.length === 0) throw new Error("errors outside of tests");
}

const ready =
  (await stage("packages", installPackages)) &&
  (await stage("browsers", installBrowsers)) &&
  (await stage("build", () => node(".ci/build.mjs", "wasm", "ts")));
if (ready) {
  // None of these needs more than one processor, and none needs another.
  const folders = ["test", "web"].filter(hasTypeScript);
  const apart = await Promise.all([
    stage("viewer", () => node(".ci/build.mjs", "web")),
    ...folders.map((folder) => stage(`types of ${folder}/`, () => checkTypes(folder))),
    stage("lint", () => node("node_modules/@biomejs/biome/bin/biome", "check", ".")),
  ]);
  if (apart[0]) await stage("tests", runTests);
}
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : "";
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed${skipped}\n`);
process.exitCode = totals.failed === 0 ? 0 : 1;
