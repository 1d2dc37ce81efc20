import { describe, expect, it } from "vitest";
import { Store } from "../../web/store.js";
import { formatBytes, formatMeasure, formatTime, formatValue, outputName, printableName } from "../../web/text.js";
import { log10 } from "../../web/view/log.js";
import { RIM, tilesOf } from "../../web/view/tiles.js";

describe("text", () => {
  it("shows values in full", () => {
    expect([0, -7, 65535, 1000, 4294967295].map(formatValue)).toEqual(["0", "-7", "65535", "1000", "4294967295"]);
    expect([0.1, 37.63112422, 1e-9, Number.NaN, Infinity, -Infinity].map(formatValue)).toEqual([
      "0.1",
      "37.6311",
      "1e-9",
      "NaN",
      "∞",
      "−∞",
    ]);
  });

  it("shows measures, times and sizes for people", () => {
    expect([0.123456, 12.3456, 38936, Number.NaN].map(formatMeasure)).toEqual(["0.1235", "12.35", "38,936", "–"]);
    expect([11.4, 1234].map(formatTime)).toEqual(["11 ms", "1.2 s"]);
    expect([12, 524_288, 7.9e6, 3e9].map(formatBytes)).toEqual(["12 bytes", "524.3 kB", "7.9 MB", "3.0 GB"]);
  });

  it("makes names that a file system takes", () => {
    expect(outputName("cells.tif", "labels", ".tif")).toBe("cells_labels.tif");
    expect(outputName("a.b.ome.tiff", "stats", ".csv")).toBe("a.b_stats.csv");
    expect(outputName("<img src=x onerror=alert(1)>.tif", "labels", ".tif")).toBe(
      "_img src=x onerror=alert(1)__labels.tif",
    );
    expect(outputName("../../etc/passwd", "recipe", ".json")).toBe(".._.._etc_passwd_recipe.json");
    expect(outputName(".tif", "labels", ".tif")).toBe("image_labels.tif");
  });

  it("shows what hides in names", () => {
    expect(printableName("a\u202Efit.exe\n\u0000")).toBe("a\ufffdfit.exe\ufffd\ufffd");
  });
});

describe("log10", () => {
  it("is the logarithm", () => {
    for (let value = 1; value < 1e12; value = value * 1.37 + 0.5) {
      expect(Math.abs(log10(value) - Math.log10(value))).toBeLessThan(1e-13 * Math.max(1, Math.log10(value)));
    }
    expect(log10(1)).toBe(0);
  });
});

describe("tiles", () => {
  it("leave a plane that fits as it is", () => {
    const whole = { x: 0, y: 0, width: 4096, height: 10 };
    expect(tilesOf(4096, 10, 4096)).toEqual([{ draws: whole, holds: whole }]);
  });

  it("cover a large plane once, each within the limit and with its rim", () => {
    const tiles = tilesOf(250, 130, 100);
    const drawn = new Uint8Array(250 * 130);
    for (const { draws, holds } of tiles) {
      for (let y = draws.y; y < draws.y + draws.height; y++)
        for (let x = draws.x; x < draws.x + draws.width; x++) drawn[y * 250 + x]!++;
      expect(holds.width <= 100 && holds.height <= 100).toBe(true);
      expect(holds.x).toBe(Math.max(0, draws.x - RIM));
      expect(holds.y + holds.height).toBe(Math.min(130, draws.y + draws.height + RIM));
    }
    expect(drawn.every((times) => times === 1)).toBe(true);
  });
});

describe("store", () => {
  it("tells watchers of their keys once per turn, and nobody of no change", async () => {
    const store = new Store({ a: 1, b: 1, c: Number.NaN });
    const seen: string[] = [];
    store.watch(["a"], ({ a }) => seen.push(`a${a}`));
    store.watch(["a", "b"], ({ a, b }) => seen.push(`a${a}b${b}`));
    store.update({ a: 2 });
    store.update({ a: 3, b: 4 });
    store.update({ b: 4, c: Number.NaN });
    expect(store.state).toEqual({ a: 3, b: 4, c: Number.NaN });
    await Promise.resolve();
    expect(seen).toEqual(["a1", "a1b1", "a3", "a3b4"]);
  });

  it("tells of changes that watchers make", async () => {
    const store = new Store({ a: 1, twice: 2 });
    store.watch(["a"], ({ a }) => store.update({ twice: 2 * a }));
    const seen: number[] = [];
    store.watch(["twice"], ({ twice }) => seen.push(twice));
    store.update({ a: 5 });
    await new Promise((done) => setTimeout(done));
    expect(seen).toEqual([2, 10]);
  });
});
