import type { Op } from "../../bindings/core/op.js";
import type { Parameter } from "../../bindings/core/options.js";

/** Option sets worth checking beyond those that follow from the parameters. */
const FURTHER: Readonly<Record<string, readonly object[]>> = {
  gaussian: [
    { sigma: 0 },
    { sigma: 0.3 },
    { sigma: 3 },
    { sigma: 2.5, truncate: 2.2, border: "constant", value: 7.25 },
    { sigma: 6, method: "recursive" },
  ],
  unsharp: [{ radius: 2.5, amount: 0.7 }],
  "difference-of-gaussians": [{ low: 0.6, high: 3 }],
  laplace: [{ sigma: 0 }, { sigma: 2.2, border: "constant" }],
  "structure-eigenvalues": [{ index: 1 }, { index: 2, sigma: 2 }],
  "hessian-eigenvalues": [{ index: 1 }, { index: 2, sigma: 2 }],
  resample: [
    { scale: 0.4, method: "box" },
    { scale: 1.7, method: "linear" },
    { shape: 7, method: "nearest" },
    { spacing: 0.8 },
  ],
  "resample-labels": [{ scale: 0.3, method: "majority" }, { scale: 1.3 }],
  threshold: [{ level: -1 }, { level: 49.5 }],
  erode: [{ radius: 3 }, { radius: 20 }],
  dilate: [{ radius: 3 }, { radius: 20 }],
  open: [{ radius: 2 }],
  close: [{ radius: 2 }],
  "remove-small": [{ maxSize: 5 }],
  "keep-largest": [{ count: 3 }],
  "keep-largest-labels": [{ count: 3 }],
  "label-values": [{ background: -1 }],
  "clear-border": [{ buffer: 2 }],
  relabel: [{ offset: 250 }],
  distance: [{ spacing: 0.29 }],
  "grey-erode": [{ radius: 3 }, { radius: 12, border: "constant", value: 7 }],
  "grey-close": [{ radius: 2, footprint: "box" }],
  median: [{ radius: 3 }, { radius: 9, footprint: "ball" }],
  rank: [
    { percentile: 10 },
    { percentile: 100, radius: 2 },
    { percentile: 80, radius: 9, border: "constant", value: 7 },
  ],
  "threshold-local": [
    { method: "sauvola", window: 5, r: 100 },
    { method: "median", window: 7 },
  ],
  tophat: [{ radius: 3, kind: "black" }],
  expand: [{ distance: 4.5 }, { distance: 60 }, { distance: 3, spacing: 0.7 }],
};

/** Defaults, each choice of each parameter, and the sets above: a new operation joins by itself. */
export function optionSetsOf(op: Op): object[] {
  const varied = Object.entries(op.parameters).flatMap(([name, parameter]) =>
    alternatives(parameter).map((value) => ({ [name]: value })),
  );
  return [{}, ...varied, ...(FURTHER[op.name] ?? [])];
}

function alternatives(parameter: Parameter): unknown[] {
  const all =
    parameter.type === "boolean" ? [false, true] : parameter.type.endsWith("choice") ? choicesOf(parameter) : [];
  return all.filter((value) => value !== parameter.default);
}

function choicesOf(parameter: Parameter): readonly unknown[] {
  return "choices" in parameter ? parameter.choices : [];
}
