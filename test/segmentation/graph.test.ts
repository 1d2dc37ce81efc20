import { describe, expect, it } from "vitest";
import { defaultGrid, gridAround, paddedGrid } from "../../bindings/ops/default-grid.js";
import { applied, placementOf } from "../../bindings/ops/world-grid.js";
import {
  CONVERSION_RULES,
  cheapestPath,
  conversionPaths,
  pathCost,
  REPRESENTATIONS,
} from "../../bindings/segmentation/graph.js";
import { formatGeometry, parseGeometry } from "../../bindings/segmentation/grid.js";
import {
  CONVERSION_PARAMETERS,
  parameterNumber,
  parameterValue,
  parseParameters,
  serializeParameters,
} from "../../bindings/segmentation/parameters.js";
import { octagonalSphere } from "../meshes.js";

const rule = (ends: string, cost: number) => ({ from: ends[0] as string, to: ends[1] as string, cost });
/** The graph of Slicer's test. */
const RULES = [
  rule("AB", 2),
  rule("AD", 6),
  rule("BA", 3),
  rule("BC", 1),
  rule("CD", 2),
  rule("CE", 4),
  rule("DE", 2),
  rule("ED", 1),
];
const through = (path: readonly { from: string; to: string }[] | undefined) =>
  path && [path[0]?.from ?? "", ...path.map(({ to }) => to)].join("");

describe("the graph of conversions", () => {
  it("finds the paths that Slicer finds", () => {
    const paths = conversionPaths(RULES, "A", "E");
    expect(paths.map((path) => [through(path), pathCost(path)]).sort()).toEqual([
      ["ABCDE", 7],
      ["ABCE", 7],
      ["ADE", 8],
    ]);
    expect(through(cheapestPath(RULES, ["A"], "E"))).toBe("ABCE");
    expect(conversionPaths(RULES, "E", "A")).toEqual([]);
    expect(cheapestPath(RULES, ["E"], "A")).toBeUndefined();
    expect([conversionPaths(RULES, "B", "D").length, through(cheapestPath(RULES, ["B"], "D"))]).toEqual([3, "BCD"]);
    expect([conversionPaths(RULES, "C", "D").length, through(cheapestPath(RULES, ["C"], "D"))]).toEqual([2, "CD"]);
  });

  it("starts from whatever is there, takes nothing twice and no infinite cost", () => {
    expect(cheapestPath(RULES, ["D", "A"], "E")?.length).toBe(1);
    expect(cheapestPath(RULES, ["A", "E"], "E")).toEqual([]);
    expect(conversionPaths(RULES, "A", "A")).toEqual([]);
    expect(cheapestPath([rule("AB", Number.POSITIVE_INFINITY)], ["A"], "B")).toBeUndefined();
    const twins = [rule("AB", 5), { ...rule("AB", 5), cost: 5 }];
    expect(cheapestPath(twins, ["A"], "B")?.[0]).toBe(twins[1]);
  });

  it("leads from every representation to every other, masks to fractions directly", () => {
    const names = Object.values(REPRESENTATIONS);
    const { binary, fractional, surface, contours, ribbon } = REPRESENTATIONS;
    for (const from of names) {
      for (const to of names) {
        // Ribbons only where they are asked for.
        const path = cheapestPath(CONVERSION_RULES, [from], to);
        expect(path === undefined).toBe(to === ribbon && from !== ribbon);
      }
    }
    expect(cheapestPath(CONVERSION_RULES, [contours], surface)?.length).toBe(1);
    for (const [from, to] of [
      [binary, fractional],
      [fractional, binary],
      [surface, fractional],
      [fractional, surface],
      [surface, binary],
    ] as const) {
      expect(cheapestPath(CONVERSION_RULES, [from], to)?.length).toBe(1);
    }
  });
});

describe("parameters of conversions", () => {
  it("have Slicer's defaults and survive a text, unknown ones too", () => {
    expect(CONVERSION_PARAMETERS.map(({ name, value }) => [name, value])).toEqual([
      ["Decimation factor", "0.0"],
      ["Smoothing factor", "0.5"],
      ["Compute surface normals", "1"],
      ["Conversion method", "0"],
      ["SurfaceNets smoothing", "0"],
      ["Joint smoothing", "0"],
      ["Reference image geometry", ""],
      ["Oversampling factor", "1"],
      ["Crop to reference image geometry", "0"],
      ["Collapse labelmaps", "1"],
      ["Fractional labelmap oversampling factor", "1"],
      ["Threshold fraction", "0.5"],
      ["Default slice thickness", "0.0"],
      ["End capping", "1"],
    ]);
    expect(parameterNumber([], "Smoothing factor")).toBe(0.5);
    expect(parameterValue([], "Reference image geometry")).toBe("");
    const mine = [...CONVERSION_PARAMETERS, { name: "Mine", value: "7", description: "two\nlines" }];
    expect(parseParameters(serializeParameters(mine))).toEqual(mine);
    expect(serializeParameters(mine.slice(1, 2))).toMatch(/^Smoothing factor\|0\.5\|.*&$/);
    const off = parseParameters("Smoothing factor|-0.5|&");
    expect(parameterNumber(off, "Smoothing factor")).toBe(-0.5);
    expect(parseParameters("Bare&& ")).toEqual([{ name: "Bare", value: "", description: "" }]);
  });

  it("refuse what a text cannot hold, names nobody knows and values that are no numbers", () => {
    expect(() => serializeParameters([{ name: "a|b", value: "", description: "" }])).toThrow(
      "expected no | or & inside",
    );
    expect(() => parameterValue([], "Smothing factor")).toThrow('did you mean "Smoothing factor"?');
    expect(() => parameterNumber([{ name: "Mine", value: "x", description: "" }], "Mine")).toThrow("to be a number");
  });
});

describe("the text of a geometry", () => {
  it("is Slicer's for the default grid of its sphere", () => {
    // Right and front are negative in LPS.
    const sphere = octagonalSphere([50, 50, 50], 30);
    const patient = {
      ...sphere,
      vertices: sphere.vertices.map((v, i) => (i % 3 === 0 ? v : -v)),
      space: "LPS" as const,
    };
    const around = gridAround(patient, defaultGrid(patient));
    expect(formatGeometry({ ...around, offset: [-1, 0, 0] })).toBe(
      "0.23597152210841135;0;0;20.75216293334961;0;0.23597152210841135;0;20.75216293334961;0;0;0.23597152210841135;20;0;0;0;1;0;248;0;248;-1;255;",
    );
  });

  it("keeps the place of a grid that was padded", () => {
    const grid = {
      shape: [3, 4, 5],
      spacing: [2, 1, 0.5],
      origin: [7, 8, 9],
      direction: [0, 1, 0, 0, 0, -1, 1, 0, 0],
      space: "LPS" as const,
    };
    const back = parseGeometry(formatGeometry({ ...paddedGrid(grid, 1), offset: [-1, -1, -1] }));
    expect(back).toMatchObject({ shape: [5, 6, 7], offset: [-1, -1, -1], direction: grid.direction });
    expect(applied(placementOf(back), [1, 1, 1])).toEqual([7, 8, 9]);
  });

  it("is refused without voxels and without axes", () => {
    expect(() => parseGeometry("2;0;0;0;0;2;0;0;0;0;2;0;0;0;0;1;0;-1;0;99;0;99;")).toThrow("it needs voxels");
    expect(() => parseGeometry("0;0;0;0;0;2;0;0;0;0;2;0;0;0;0;1;0;9;0;9;0;9;")).toThrow("independent axes");
    expect(() => parseGeometry("1;2;3;")).toThrow("not a geometry");
  });
});
