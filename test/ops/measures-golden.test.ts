import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Dtype } from "../../bindings/core/image.js";
import { type RegionTable, regionStats } from "../../bindings/ops/region-stats.js";
import { onEveryBuild } from "../builds.js";
import { tiledLabels } from "../golden/tiles.js";
import { randomImage } from "../images.js";

const golden = JSON.parse(readFileSync(new URL("../golden/measures.json", import.meta.url), "utf8"));

const columnOf = (table: RegionTable, name: string) => table.columns.find((column) => column.name === name)?.values;

onEveryBuild("measures and scikit-image", (k, build) => {
  // The build without optimisation takes a tenth of the pictures.
  const groups = build === "debug" ? golden.groups.slice(0, 2) : golden.groups;

  it("have the same whole numbers on random pictures", () => {
    const size = golden["pictures in a group"];
    const digests = groups.map((_: string, group: number) => {
      const digest = createHash("sha256");
      for (let seed = group * size; seed < (group + 1) * size; seed++) {
        const shape = [10 + (seed % 23), 12 + (seed % 31)];
        const labels = tiledLabels(seed, shape, 1150 + 50 * (seed % 7), 9 + (seed % 5));
        const measures = ["count", "euler_number", "area_filled", "area_convex"];
        const table = regionStats(k, labels, undefined, { measures });
        const columns = ["label", ...measures].map((name) => columnOf(table, name)!);
        const rows = Array.from({ length: table.rows }, (_, row) => columns.map((values) => values[row]!));
        digest.update(Int32Array.from(rows.flat()));
      }
      return digest.digest("hex");
    });
    expect(digests).toEqual(groups);
  });

  it.each(golden.tables as Golden[])("have the same table of $shape, spacing $spacing", (one) => {
    const { seed, shape, level, tile, spacing, dtype, low, high, columns } = one;
    const labels = { ...tiledLabels(seed, shape, level, tile), spacing };
    const table = regionStats(k, labels, randomImage(seed + 100, dtype, shape, low, high), { measures: "all" });
    for (const [golden, want] of Object.entries(columns)) {
      const name = shape.length === 3 ? golden.replace(/^area/, "volume") : golden;
      const got = columnOf(table, name);
      expect(got, name).toBeDefined();
      want.forEach((value, row) => {
        if (value !== null) expectClose(name, got![row]!, value, Math.max(...want.map((v) => Math.abs(v ?? 0))));
      });
    }
  });
});

interface Golden {
  seed: number;
  shape: number[];
  level: number;
  tile: number;
  spacing: number[];
  dtype: Dtype;
  low: number;
  high: number;
  columns: Record<string, (number | null)[]>;
}

function expectClose(name: string, got: number, want: number, largest: number): void {
  if (/label|euler/.test(name)) expect(got, name).toBe(want);
  const exact = Math.abs(got - want);
  // Orientations repeat after half a turn; Hu's last number is what is left of others that cancel.
  const difference = name === "orientation" ? Math.min(exact, Math.abs(exact - Math.PI)) : exact;
  expect(difference, `${name}: got ${got}, want ${want}`).toBeLessThanOrEqual(1e-10 * largest + 1e-15);
}
