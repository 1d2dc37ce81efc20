import { expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { chainOp, defineOp, runOp } from "../../bindings/core/op.js";
import { putImage, putMask, type Resident, takeResident } from "../../bindings/core/resident.js";
import { scratch } from "../../bindings/core/scratch.js";
import { REGISTRY } from "../../bindings/registry.js";
import { kernelsOf } from "../builds.js";
import { drawn, maskOf, valuesOf } from "../images.js";

const k = kernelsOf();

/** Adds two more inputs to u8 values: `plus` times `factor`, and 100 where `where` is set. */
const sumOp = defineOp<"image", "image", { factor?: number }, { plus: "image"; where: "labels" }>({
  name: "sum",
  summary: "Add images.",
  input: "image",
  output: "image",
  parameters: { factor: { type: "number", default: 1, summary: "factor of plus" } },
  others: {
    plus: { kind: "image", required: true, summary: "the image to add" },
    where: { kind: "labels", summary: "where to add 100" },
  },
  step(s, image, { factor }, { plus, where }) {
    const n = valuesOf({ data: new Uint8Array(image.w * image.h) }).length;
    const at = s.alloc(n);
    const [a, b] = [image.at, (plus as Resident).at].map((from) => s.view(from, Uint8Array, n)) as [
      Uint8Array,
      Uint8Array,
    ];
    const extra = where ? s.view(where.at, Uint8Array, n) : new Uint8Array(n);
    s.view(at, Uint8Array, n).set(a.map((value, i) => value + factor * (b[i] as number) + 100 * (extra[i] as number)));
    return { ...image, at };
  },
});

const image = drawn(["1 2 3"]);
const plus = drawn(["5 0 1"]);

it("come among the options", () => {
  expect(valuesOf(runOp(sumOp, k, image, { plus }))).toEqual([6, 2, 4]);
  expect(valuesOf(runOp(sumOp, k, image, { plus, factor: 2 }))).toEqual([11, 2, 5]);
});

it("are converted to the kind that is read", () => {
  const where = maskOf(drawn(["0 1 0"]));
  expect(valuesOf(runOp(sumOp, k, image, { plus, where: drawn(["0 0 1"]) }))).toEqual([6, 2, 104]);
  expect(valuesOf(runOp(sumOp, k, image, { plus, where: where as never }))).toEqual([6, 102, 4]);
});

it("are the caller's still", () => {
  runOp(sumOp, k, image, { plus });
  expect([valuesOf(image), valuesOf(plus)]).toEqual([
    [1, 2, 3],
    [5, 0, 1],
  ]);
});

it("must be there, be images, and share the grid", () => {
  const run = (options: object) => () => runOp(sumOp, k, image, options as never);
  expect(run({})).toThrow("sum: expected plus (the image to add), got none");
  expect(run({ plus: undefined })).toThrow(RangeError);
  expect(run({ plus: 3 })).toThrow("sum: expected plus to be an image, got 3");
  expect(run({ plus: null })).toThrow(TypeError);
  expect(run({ plus: {} })).toThrow("sum: plus: expected an image");
  expect(run({ plus: drawn(["1 2"]) })).toThrow(
    "sum: the input and plus must have one shape, got 1×3 and 1×2 (z, y, x)",
  );
  expect(run({ plus: drawn(["1 2"]) })).toThrow(expect.objectContaining({ code: "E_SHAPE_MISMATCH" }));
  expect(run({ plus: { ...plus, shape: [1, 1, 3] } })).toThrow("got 1×3 and 1×1×3");
  expect(run({ plus, wher: image })).toThrow('sum: unknown option "wher", did you mean where?');
  expect(run({ plus, where: { data: Int32Array.of(1, -1, 0), shape: [1, 3] } })).toThrow("sum: where: expected labels");
});

it("are resident objects inside a chain", () => {
  const result = scratch(k, (s) => {
    const [a, b] = [putImage(s, "test", image), putMask(s, "test", drawn(["1 0 1"]))];
    return takeResident(s, chainOp(s, sumOp, a, {}, { plus: b, where: b }));
  });
  expect(valuesOf(result as Image)).toEqual([102, 2, 104]);
  const other = () =>
    scratch(k, (s) => chainOp(s, sumOp, putImage(s, "t", image), {}, { plus: putImage(s, "t", drawn(["1"])) }));
  expect(other).toThrow("the input and plus must have one shape, got 1×3 and 1×1");
});

it("have names that recipes do not use themselves", () => {
  for (const { name, parameters, others = {} } of REGISTRY) {
    const names = [...Object.keys(parameters), ...Object.keys(others)];
    expect(new Set(names).size, name).toBe(names.length);
    for (const word of ["op", "as", "of"]) expect(names, name).not.toContain(word);
  }
});
