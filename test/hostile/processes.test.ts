/** Some of the bad files through the built command, one process each; test/slow runs all of them and measures. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { BIN, temporaryFolder } from "../cli/host.js";
import { GROUPS } from "./cases.js";
import { fault, lay, measured } from "./processes.js";

/** Files of each format. */
const EACH = 4;

const folder = temporaryFolder();
const chosen = GROUPS.flatMap(([format, cases]) =>
  Array.from({ length: EACH }, (_, i) => ({ format, entry: cases[Math.floor(((i + 0.5) * cases.length) / EACH)] })),
);

it.concurrent.each(chosen.map(({ format, entry }, i) => ({ format, name: entry?.name, entry, i })))(
  "$format: $name",
  async ({ entry, i }) => {
    expect(existsSync(BIN), "the command must be built: node .ci/build.mjs").toBe(true);
    if (!entry) throw new Error("a format without bad files");
    expect(fault(await measured(lay(join(folder, String(i)), entry)), entry)).toBeUndefined();
  },
);
