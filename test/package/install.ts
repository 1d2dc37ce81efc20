import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "../sources.js";

/** A folder of a stranger who has installed the package as npm would publish it. */
export interface Consumer {
  folder: string;
  /** Paths inside the published package. */
  files: string[];
  /** Runs Node in the folder and returns what it prints. */
  node(...args: string[]): string;
  remove(): void;
}

/** Packs the checkout and unpacks it as a dependency; its own dependencies are those of the checkout. */
export function installPackage(): Consumer {
  const folder = mkdtempSync(join(tmpdir(), "segwasm-consumer-"));
  const target = join(folder, "node_modules", "segwasm");
  const pack = ["pack", "--json", "--ignore-scripts", "--loglevel=error", "--pack-destination", folder];
  const answer = JSON.parse(
    execFileSync("npm", pack, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }),
  );
  // npm 12 answers with an object by package name, earlier versions with a list.
  const [report] = Object.values(answer) as [{ filename: string; files: { path: string }[] }];
  mkdirSync(target, { recursive: true });
  execFileSync("tar", ["-xzf", join(folder, report.filename), "-C", target, "--strip-components=1"]);
  linkDependencies(folder);
  return {
    folder,
    files: report.files.map(({ path }) => path).sort(),
    node: (...args) => execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8" }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function linkDependencies(folder: string): void {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  for (const name of [...Object.keys(dependencies), "@types/node"]) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), link, "dir");
  }
}
