import { expect, it } from "vitest";
import { onEveryBuild } from "../builds.js";
import { FLOOD_KINDS, floodGroup } from "../golden/flood.js";
import golden from "../golden/flood.json" with { type: "json" };

const groups: Readonly<Record<string, readonly string[]>> = golden.groups;
const cases = golden["cases in a group"];

onEveryBuild("scikit-image's floods", (k, build) => {
  // All on one build; what the others share with it is tested by fewer.
  const part = build === "simd" ? 1 : 0.12;

  it.each(Object.keys(FLOOD_KINDS))("%s", (kind) => {
    const wanted = groups[kind] ?? [];
    expect(wanted.length * cases).toBeGreaterThanOrEqual(1000);
    const some = wanted.slice(0, Math.ceil(part * wanted.length));
    expect(some.map((_, group) => floodGroup(k, kind, group, cases))).toEqual(some);
  });
});
