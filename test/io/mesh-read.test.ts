import { describe, expect, it } from "vitest";
import {
  readContours,
  readMesh,
  safeNames,
  sniffMesh,
  writeContours,
  writeMesh,
  writeObjParts,
} from "../../bindings/io/index.js";
import { meshArea, meshVolume } from "../../bindings/ops/mesh.js";
import golden from "../golden/meshes.json" with { type: "json" };
import { octagonalSphere, openEdge, placesOf } from "../meshes.js";

const text = (lines: string) => new TextEncoder().encode(lines);
const CASES = golden.cases.flatMap(({ files, ...body }) =>
  Object.entries(files).map(([file, base64]) => ({
    ...body,
    file,
    bytes: new Uint8Array(Buffer.from(base64, "base64")),
  })),
);
const PLY = (head: string, body: string) => text(`ply\nformat ascii 1.0\n${head}end_header\n${body}`);
const VERTICES = "element vertex 3\nproperty float x\nproperty float y\nproperty float z\n";
const FACES = "element face 1\nproperty list uchar int vertex_indices\n";

describe("mesh files", () => {
  it.each(CASES)("of trimesh are read: $file of the $name", ({ file, bytes, volume, area, vertices, faces }) => {
    const mesh = readMesh(bytes, { name: file });
    expect(mesh.format).toBe(file.split(".")[1]);
    expect(openEdge(mesh)).toBeUndefined();
    expect([mesh.vertices.length / 3, mesh.faces.length / 3]).toEqual([vertices, faces]);
    expect(Math.abs(meshVolume(mesh) / volume - 1)).toBeLessThan(1e-5);
    expect(Math.abs(meshArea(mesh) / area - 1)).toBeLessThan(1e-5);
  });

  it("come back as they were written", () => {
    const sphere = { ...octagonalSphere([3, 4, 5], 2), space: "LPS" as const };
    for (const format of ["stl", "obj", "ply", "glb"] as const) {
      const back = readMesh(writeMesh(sphere, format), { world: "LPS" });
      expect([back.format, back.space, openEdge(back)]).toEqual([format, "LPS", undefined]);
      expect(placesOf(back.vertices)).toEqual(placesOf(sphere.vertices));
      expect(meshVolume(back)).toBeCloseTo(meshVolume(sphere), 4);
      if (format === "glb") continue;
      // The file says that it is RAS.
      const turned = readMesh(writeMesh(sphere, format, { world: "RAS" }));
      expect([turned.space, placesOf(turned.vertices)]).toEqual(["LPS", placesOf(sphere.vertices)]);
    }
    expect(() => writeMesh(octagonalSphere([0, 0, 0], 1), "stl", { world: "RAS" })).toThrow("in patient space (LPS)");
  });

  it("may have polygons, negative numbers, other elements and either order of bytes", () => {
    const square = "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\n";
    expect(readMesh(text(`# x\n${square}f 1/1/1 2 3 4\nf -4 -3 -2\n`)).faces.length).toBe(9);
    const [head, body] = [
      `${VERTICES}property uchar red\n${FACES}element edge 1\nproperty int a\n`,
      "0 0 0 9 1 0 0 9 0 1 0 9 3 0 1 2 7",
    ];
    expect(readMesh(PLY(head, body)).faces.length).toBe(3);
    const bytes = new Uint8Array([
      ...text(`ply\nformat binary_big_endian 1.0\n${VERTICES}${FACES}end_header\n`),
      ...new Uint8Array(49),
    ]);
    const at = new DataView(bytes.buffer, bytes.length - 49);
    for (const [i, value] of [0, 0, 0, 1, 0, 0, 0, 1, 0].entries()) at.setFloat32(4 * i, value);
    at.setUint8(36, 3);
    for (const [i, value] of [0, 1, 2].entries()) at.setUint32(37 + 4 * i, value);
    expect(meshArea(readMesh(bytes))).toBe(0.5);
  });

  it.each([
    ["nothing", text(""), "E_FORMAT", "no STL, OBJ, PLY or GLB"],
    ["a picture", text("\x89PNG\r\n"), "E_FORMAT", "no STL, OBJ, PLY or GLB"],
    ["an STL that is cut off", CASES[0]!.bytes.subarray(0, 1000), "E_FORMAT", "no STL"],
    [
      "a corner without vertex",
      text("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 4\n"),
      "E_CORRUPT",
      "names vertex 3, there are 3",
    ],
    ["a vertex without number", text("v 0 0 x\n"), "E_CORRUPT", "line 1: expected three numbers"],
    ["a vertex too large", text("v 1e300 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"), "E_CORRUPT", "NaN or infinity"],
    ["a face of two corners", text("v 0 0 0\nf 1 1\n"), "E_CORRUPT", "a face has 2 corners"],
    ["PLY without end", text("ply\nformat ascii 1.0\n"), "E_CORRUPT", "no end_header"],
    ["PLY of unknown types", PLY("element vertex 1\nproperty half x\n", "0"), "E_CORRUPT", 'type "half"'],
    ["PLY of more than there is", PLY(VERTICES.replace("3", "3000000000"), "0 0 0"), "E_TRUNCATED", "do not fit"],
    ["PLY that ends early", PLY(VERTICES + FACES, "0 0 0 1 0 0 0 1 0 3 0 1"), "E_TRUNCATED", "ends before its faces"],
    ["PLY with NaN", PLY(VERTICES + FACES, "0 0 0 1 0 0 0 1 nan 3 0 1 2"), "E_CORRUPT", "NaN or infinity"],
    ["GLB that ends early", CASES[5]!.bytes.subarray(0, 60), "E_TRUNCATED", "ends inside"],
    ["GLB without its data", CASES[5]!.bytes.subarray(0, CASES[5]!.bytes.length - 40), "E_TRUNCATED", "reaches beyond"],
  ])("refuses %s", (_, bytes, code, message) => {
    const call = () => readMesh(bytes, { name: "in" });
    expect(call).toThrow(message);
    expect(call).toThrow(expect.objectContaining({ code }));
    if (code !== "E_FORMAT") expect(sniffMesh(bytes)).toBeDefined();
  });

  it("are refused above the limit, and where nodes lie in a circle", () => {
    expect(() => readMesh(CASES[0]!.bytes, { maxBytes: 100 })).toThrow("100 are allowed");
    const json = JSON.stringify({ scenes: [{ nodes: [0] }], nodes: [{ children: [0] }] }).padEnd(80);
    const glb = new Uint8Array(20 + json.length);
    glb.set(text("glTF"));
    glb.set(text(json), 20);
    const view = new DataView(glb.buffer);
    for (const [i, word] of [2, glb.length, json.length, 0x4e4f534a].entries()) view.setUint32(4 + 4 * i, word, true);
    expect(() => readMesh(glb)).toThrow("nodes in a circle");
  });

  it("hold several surfaces with names and colours", () => {
    const part = (name: string) => ({ name, color: [1, 0.5, 0] as const, mesh: octagonalSphere([0, 0, 0], 1) });
    const { obj, mtl } = writeObjParts(["liver", "a/b", "Liver", ""].map(part), "all.mtl");
    expect(obj.split("\n").filter((line) => /^(o|usemtl|mtllib)/.test(line))).toEqual([
      "mtllib all.mtl",
      ...["liver", "a_b", "Liver_1", "segment"].flatMap((name) => [`o ${name}`, `usemtl ${name}`]),
    ]);
    expect(mtl).toContain("newmtl a_b\nKd 1 0.5 0\n");
    expect(meshVolume(readMesh(text(obj)))).toBeCloseTo(4 * meshVolume(octagonalSphere([0, 0, 0], 1)), 4);
    expect(safeNames(["..x", "Lunge é", "a:b"])).toEqual(["_x", "Lunge_é", "a_b"]);
    expect(() => writeObjParts([], "../x.mtl")).toThrow("a plain file name");
  });
});

describe("contour files", () => {
  const set = {
    grid: { shape: [2, 4, 5], spacing: [3, 1, 1], origin: [0, 1, 2] },
    contours: [{ label: 7, plane: 1, closed: true, points: Float64Array.of(0.5, 1, 2, 1) }],
  };

  it("come back as they were written", () => {
    expect(readContours(writeContours(set))).toEqual(set);
  });

  it.each([
    ["no JSON", "{", "is no JSON"],
    ["another document", '{"kind":"x"}', "expected a document of kind"],
    ["a grid without shape", writeContours(set).replace("[2,4,5]", "[2,0,5]"), "the grid has no shape"],
    ["a label of 0", writeContours(set).replace('"label":7', '"label":0'), "number 0 has no label"],
    [
      "points that are none",
      writeContours(set).replace("[0.5,1,2,1]", "[0.5,1,2]"),
      "number 0 has no label, plane or points",
    ],
  ])("refuse %s", (_, document, message) => {
    expect(() => readContours(document)).toThrow(message);
  });
});
