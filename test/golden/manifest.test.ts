import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import manifest from "./manifest.json" with { type: "json" };

const folder = new URL("./", import.meta.url);

it("lists every golden file as it is, with its maker", () => {
  const goldens = readdirSync(folder).filter((name) => name.endsWith(".json") && name !== "manifest.json");
  expect(Object.keys(manifest.files)).toEqual(goldens.sort());
  for (const [name, { sha256, maker, tolerance }] of Object.entries(manifest.files)) {
    expect(
      createHash("sha256")
        .update(readFileSync(new URL(name, folder)))
        .digest("hex"),
    ).toBe(sha256);
    expect(readFileSync(new URL(maker, folder), "utf8").length).toBeGreaterThan(0);
    expect(JSON.stringify(tolerance).length).toBeGreaterThan(2);
  }
});
