import { expect, it } from "vitest";
import { contoursToRibbon, contoursToSurface } from "../../bindings/ops/contour-surface.js";
import { type Mesh, meshArea, meshVolume } from "../../bindings/ops/mesh.js";
import { surfaceToMask } from "../../bindings/ops/scan-mesh.js";
import { onEveryBuild } from "../builds.js";
import { maskValues } from "../images.js";
import { rowsOf } from "../meshes.js";

const contour = (points: number[], plane: number) => ({ points: Float64Array.from(points), closed: true, plane });
/** Points of a circle. */
function circle(cy: number, cx: number, radius: number): number[] {
  const at = Array.from({ length: 120 }, (_, i) => (2 * Math.PI * i) / 120);
  return at.flatMap((turn) => [cy + radius * Math.sin(turn), cx + radius * Math.cos(turn)]);
}

/** Edges that are not in exactly two faces, which pass them in opposite directions. */
function openEdges({ faces }: Mesh): number {
  const seen = new Map<string, number>();
  for (let i = 0; i < faces.length; i += 3) {
    for (const [a, b] of [
      [0, 1],
      [1, 2],
      [2, 0],
    ] as const) {
      const [from, to] = [faces[i + a]!, faces[i + b]!];
      const key = from < to ? `${from} ${to}` : `${to} ${from}`;
      seen.set(key, (seen.get(key) ?? 0) + (from < to ? 1 : -1));
    }
  }
  return [...seen.values()].filter((sum) => sum !== 0).length;
}

const PLANES = Array.from({ length: 11 }, (_, i) => i);
const GRID = { shape: [11, 60, 60], spacing: [3, 1, 1], origin: [5, 6, 7] };

onEveryBuild("surfaces of contours", (k) => {
  it("of eleven circles are a cylinder, half a slice longer at both ends", () => {
    const list = PLANES.map((plane) => contour(circle(30, 30, 20), plane));
    const mesh = contoursToSurface(k, list, GRID, { caps: "straight" });
    const cylinder = Math.PI * 400 * 33;
    expect(Math.abs(meshVolume(mesh) / cylinder - 1)).toBeLessThan(0.01);
    expect(openEdges(mesh)).toBe(0);
    const z = mesh.vertices.filter((_, i) => i % 3 === 0);
    expect([Math.min(...z), Math.max(...z), mesh.origin]).toEqual([-1.5, 31.5, [5, 6, 7]]);
    const smooth = contoursToSurface(k, list, GRID);
    // Ends are shrunk by half a slice: cone stumps of 20 and 18.5.
    const stump = (Math.PI * 1.5 * (400 + 20 * 18.5 + 18.5 ** 2)) / 3;
    expect(Math.abs(meshVolume(smooth) / (Math.PI * 400 * 30 + 2 * stump) - 1)).toBeLessThan(0.01);
    const open = contoursToSurface(k, list, GRID, { caps: "none" });
    expect(Math.abs(meshArea(open) / (2 * Math.PI * 20 * 33) - 1)).toBeLessThan(0.02);
    expect(openEdges(open)).toBeGreaterThan(100);
  });

  it("goes evenly between planes, also where some are missing", () => {
    const list = [contour(circle(30, 30, 20), 0), contour(circle(30, 30, 10), 10)];
    const mesh = contoursToSurface(k, list, { ...GRID, spacing: [1, 1, 1] }, { caps: "straight" });
    const mask = maskValues(surfaceToMask(k, mesh, { ...GRID, spacing: [1, 1, 1] }));
    for (const plane of PLANES) {
      const area = mask.slice(plane * 3600, plane * 3600 + 3600).reduce((a, b) => a + b, 0);
      expect(Math.abs(area / (Math.PI * (20 - plane) ** 2) - 1)).toBeLessThan(0.04);
    }
  });

  it("keeps holes, behind a bridge too, and forks", () => {
    const square = (low: number, high: number) => [low, low, low, high, high, high, high, low];
    const [outer, inner] = [square(5, 25), [10, 10, 20, 10, 20, 20, 10, 20]];
    const keyhole = [...outer.slice(0, 2), ...inner, ...inner.slice(0, 2), ...outer];
    const grid = { shape: [3, 30, 30], spacing: [2, 1, 1] };
    for (const parts of [[outer, inner], [keyhole]]) {
      const list = [0, 1, 2].flatMap((plane) => parts.map((points) => contour(points, plane)));
      const mesh = contoursToSurface(k, list, grid, { caps: "straight" });
      expect(Math.abs(meshVolume(mesh) / (300 * 6) - 1)).toBeLessThan(0.02);
      expect(openEdges(mesh)).toBe(0);
    }
    const fork = [contour(circle(30, 30, 20), 0), contour(circle(20, 20, 6), 1), contour(circle(40, 40, 6), 1)];
    const mesh = contoursToSurface(k, fork, GRID);
    expect(openEdges(mesh)).toBe(0);
    const top = new Set(
      Array.from(mesh.faces)
        .filter((v) => mesh.vertices[3 * v] === 4.5)
        .map((v) => mesh.vertices[3 * v + 1]! > 30),
    );
    expect(top.size).toBe(2);
  });

  it("makes nothing of nothing, and refuses what it cannot use", () => {
    expect(contoursToSurface(k, [], GRID).faces.length).toBe(0);
    expect(contoursToSurface(k, [contour([1, 1, 2, 2], 0)], GRID).faces.length).toBe(0);
    expect(() => contoursToSurface(k, [], { shape: [4, 4] })).toThrow(expect.objectContaining({ code: "E_NDIM" }));
    expect(() => contoursToSurface(k, [], GRID, { caps: "round" as never })).toThrow("none, smooth or straight");
    expect(() => contoursToSurface(k, [], GRID, { thickness: 0 })).toThrow("a thickness above 0");
    const broken = contour([0, 0, Number.NaN, 3, 3, 3], 0);
    expect(() => contoursToSurface(k, [broken], GRID)).toThrow(expect.objectContaining({ code: "E_NONFINITE" }));
  });

  it("are bands as ribbons, whose voxels are those of the contours", () => {
    const list = PLANES.map((plane) => contour(circle(30, 30, 20), plane));
    const ribbon = contoursToRibbon(list, GRID);
    expect([ribbon.vertices.length, ribbon.faces.length]).toEqual([6 * 120 * 11, 6 * 120 * 11]);
    expect(Math.abs(meshArea(ribbon) / (2 * Math.PI * 20 * 33) - 1)).toBeLessThan(0.01);
    // Bands and their normals look outwards, whichever way round the circles go, and into a hole where one is.
    const looks = ({ normals, vertices }: Required<Mesh>, radius: number, sign: number) => {
      for (let i = 0; i < normals.length; i += 3) {
        const [y, x] = [(sign * (vertices[i + 1]! - 30)) / radius, (sign * (vertices[i + 2]! - 30)) / radius];
        expect(normals[i]).toBe(0);
        expect(Math.hypot(normals[i + 1]! - y, normals[i + 2]! - x)).toBeLessThan(0.01);
      }
    };
    const backwards = ({ points, plane }: (typeof list)[number]) => contour(rowsOf(points, 2).reverse().flat(), plane);
    looks(ribbon as Required<Mesh>, 20, 1);
    looks(contoursToRibbon(list.map(backwards), GRID) as Required<Mesh>, 20, 1);
    const hole = contour(circle(30, 30, 10), 4);
    for (const inner of [hole, backwards(hole)]) {
      const both = contoursToRibbon([contour(circle(30, 30, 20), 4), inner], GRID) as Required<Mesh>;
      const part = (from: number, to: number) => ({
        ...both,
        vertices: both.vertices.slice(from, to),
        normals: both.normals.slice(from, to),
      });
      looks(part(0, 720), 20, 1);
      looks(part(720, 1440), 10, -1);
    }
    expect(contoursToRibbon(list, GRID, { normals: false }).normals).toBeUndefined();
    const mask = maskValues(surfaceToMask(k, ribbon, GRID));
    const area = mask.slice(5 * 3600, 6 * 3600).reduce((a, b) => a + b, 0);
    expect(Math.abs(area / (Math.PI * 400) - 1)).toBeLessThan(0.01);
    const one = contoursToRibbon([contour(circle(5, 5, 2), 3)], GRID, { thickness: 8 });
    expect([one.vertices[0], one.vertices[3]]).toEqual([5, 13]);
  });
});
