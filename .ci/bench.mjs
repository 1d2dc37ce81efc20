/**
 * `npm run bench`: installs what is missing, builds, compiles the bench, runs it. Options go to bench/run.ts.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPackages } from "./setup.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs a script of the checkout; ends this process when it fails. */
function node(path, ...args) {
  const { status } = spawnSync(process.execPath, [join(root, path), ...args], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

installPackages();
node(".ci/build.mjs", "wasm", "ts");
node("node_modules/typescript/bin/tsc", "--build", "bench");
node("dist/bench/run.js", ...process.argv.slice(2));
