import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { randomImage } from "../images.js";
import { dicom } from "../io/dicoms.js";
import { BIN, imageFile, listing, start, temporaryFolder } from "./host.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const shell = (line: string) =>
  spawnSync("bash", ["-c", line], { cwd: folder, encoding: "utf8", env: shellEnvironment });
const shellEnvironment = { ...process.env, SEGWASM: `${process.execPath} ${BIN}` };

beforeAll(async () => {
  expect(existsSync(BIN), "the command must be built: node .ci/build.mjs").toBe(true);
  await imageFile(folder, "in.tif", randomImage(1, "uint16", [8, 20, 20], 0, 5000));
  // Blurring this widely takes far longer than the tests wait.
  await imageFile(folder, "large.npy", { data: new Uint16Array(40 * 800 * 800), shape: [40, 800, 800] });
});

describe("the built command", () => {
  it("computes, writes and says so", async () => {
    const { code, out, err } = await start(["threshold", at("in.tif"), "-o", at("mask.tif")]).ended;
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err).toContain("written to");
    expect(listing(folder)).toEqual(["in.tif", "large.npy", "mask.tif"]);
  });

  it.each([
    [2, ["threshold", "in.tif"]],
    [2, ["threshold", "in.tif", "-o", "mask.tif"]],
    [2, ["--constructor", "1"]],
    [2, ["gaussian", "--constructor", "1"]],
    [3, ["threshold", "none.tif", "-o", "x.tif"]],
    [4, ["threshold", "in.tif", "-o", "x.tif", "--max-bytes", "1kB"]],
    [5, ["threshold", "in.tif", "-o", "no/x.tif"]],
  ])("exits with %i after %j, without a stack", async (expected, argv) => {
    const { code, out, err } = await start(argv, { cwd: folder }).ended;
    expect({ code, out }).toEqual({ code: expected, out: "" });
    expect(err).toMatch(/^segwasm: /);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it("shows the stack only when asked", async () => {
    const { code, err } = await start(["threshold", "none.tif", "-o", "x.tif", "--debug"], { cwd: folder }).ended;
    expect(code).toBe(3);
    expect(err).toMatch(/\n\s+at /);
  });

  it("exits with 74 when standard output cannot be written", () => {
    const { status, stderr } = shell("$SEGWASM --help > /dev/full");
    expect(status).toBe(74);
    expect(stderr).toBe("segwasm: cannot write to standard output: the disk is full\n");
  });

  it("ends quietly when the reader of its output has gone", () => {
    const { status, stdout, stderr } = shell("$SEGWASM completion fish | head -c 20; echo $PIPESTATUS >&2");
    expect(stdout).toHaveLength(20);
    expect(stderr).toBe("0\n");
    expect(status).toBe(0);
  });

  it("writes nothing half when the disk has no room", () => {
    // A limit on the size of a file stands for a full disk: the write fails after its first block.
    const { status, stderr } = shell("trap '' XFSZ; ulimit -f 1; $SEGWASM gaussian in.tif -o big.tif");
    expect(status).toBe(5);
    expect(stderr).toContain('cannot write "big.tif"');
    expect(listing(folder).filter((name) => name.includes("big") || name.startsWith("."))).toEqual([]);
  });

  // Node tries for ever to make a folder there together with those above it.
  it.runIf(existsSync("/proc/self"))("ends where no folder can be made", () => {
    const made = "$SEGWASM sample cells -o cells.tif && $SEGWASM threshold cells.tif -o objects_s001.png";
    const { status, stderr } = shell(
      `${made} && timeout -s KILL 60 $SEGWASM quint export objects_s001.png -o /proc/segwasm/sections`,
    );
    expect(status).toBe(5);
    expect(stderr).toContain('cannot make the folder "/proc/segwasm/sections"');
  });

  it("has no colours and no progress where there is no terminal", async () => {
    const { out, err } = await start(["--help"], { env: { FORCE_COLOR: "1" } }).ended;
    expect(`${out}${err}`).not.toContain("\x1b");
  });

  it.runIf(existsSync("/usr/bin/script"))("has headings on a terminal, and none with NO_COLOR", () => {
    const on = (environment: string) =>
      execFileSync("script", ["-qec", `${environment} ${process.execPath} ${BIN} --help`, "/dev/null"], {
        encoding: "utf8",
        env: { ...process.env, TERM: "xterm" },
      });
    expect(on("NO_COLOR=")).toContain("\x1b[1mStart here");
    expect(on("NO_COLOR=1")).not.toContain("\x1b");
  });
});

describe("a signal", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s ends the work at once, with %i and without half files", async (signal, expected) => {
    let interrupted = 0;
    for (const delay of [100, 300, 800, 2000, 5000]) {
      const { child, ended } = start(["gaussian", "large.npy", "-o", "blurred.tif", "--sigma", "150"], { cwd: folder });
      // What a write in progress would leave; the process must find it by its own number.
      const unfinished = join(folder, `.segwasm-${child.pid}-0.part`);
      await setTimeout(delay);
      writeFileSync(unfinished, "half");
      const sent = performance.now();
      child.kill(signal);
      const { code, err, signal: killedBy } = await ended;
      expect(performance.now() - sent).toBeLessThan(3000);
      expect(listing(folder)).not.toContain("blurred.tif");
      if (killedBy === signal) {
        // Too early: the system itself has ended a process that had not begun.
        rmSync(unfinished);
        continue;
      }
      expect({ code, err }).toEqual({ code: expected, err: "segwasm: interrupted, unfinished files are removed\n" });
      if (!existsSync(unfinished)) interrupted++;
      rmSync(unfinished, { force: true });
      if (interrupted === 2) break;
    }
    expect(interrupted).toBeGreaterThan(0);
  });
});

/** A DICOM file of so many elements of no bytes, each of which a parser keeps an object for. */
function manyElements(count: number): Uint8Array {
  const head = dicom([]);
  const bytes = new Uint8Array(head.length + 8 * count);
  bytes.set(head);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < count; i++) {
    const at = head.length + 8 * i;
    view.setUint16(at, 0x11 + 2 * (i >> 16), true);
    view.setUint16(at + 2, i & 0xffff, true);
    view.setUint16(at + 4, 0x4f4c, true);
  }
  return bytes;
}

describe("a memory limit", () => {
  it("ends the reading of a file that takes too much, and names the option that raises it", async () => {
    writeFileSync(at("elements.dcm"), manyElements(4_000_000));
    const { code, out, err } = await start(["inspect", "elements.dcm", "--max-bytes", "33MB", "--json"], {
      cwd: folder,
    }).ended;
    expect(code).toBe(4);
    expect(err).toMatch(
      /^segwasm: reading "elements\.dcm" takes more than \d+ Mi?B of memory\n {2}raise .*--max-bytes/,
    );
    expect(JSON.parse(out).error.code).toBe("E_LIMIT");
    rmSync(at("elements.dcm"));
  });
});

describe("a time limit", () => {
  it("ends the reading of a file that takes too long, and names the option that raises it", async () => {
    const line = ["threshold", "large.npy", "-o", "late.tif", "--timeout", "0.001"];
    const { code, out, err } = await start([...line, "--json"], { cwd: folder }).ended;
    expect(code).toBe(4);
    expect(err).toContain("takes longer than 0.001 s\n  give it more time with --timeout");
    expect(JSON.parse(out)).toMatchObject({ error: { code: "E_TIMEOUT", path: "large.npy" } });
    expect(listing(folder)).not.toContain("late.tif");
  });
});

describe("the parser of the command line", () => {
  it("is asked only for what it can do: help starts quickly", async () => {
    const started = performance.now();
    expect((await start(["--version"]).ended).code).toBe(0);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
