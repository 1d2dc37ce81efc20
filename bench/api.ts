import { Bench } from "tinybench";
import { isSegmentError } from "../bindings/core/errors.js";
import { putKind, runOp } from "../bindings/core/op.js";
import { takeResident } from "../bindings/core/resident.js";
import { scratch } from "../bindings/core/scratch.js";
import { type Image, type Kernels, REGISTRY } from "../bindings/index.js";
import type { Inputs } from "./images.js";

/** What one whole call costs on a tiny image, where everything but the kernel counts. */
export interface ApiRow {
  op: string;
  /** Median microseconds a call. */
  microseconds: number;
  /** Median absolute deviation, microseconds. */
  deviation: number;
}

/** Times every operation of the registry on the tiny image. */
export async function measureCalls(k: Kernels, inputs: Inputs): Promise<ApiRow[]> {
  const image = inputs.get<Image>("tiny");
  const binary: Image = { ...image, data: (image.data as Uint8Array).map((value) => (value > 60 ? 1 : 0)) };
  const bench = new Bench({ time: 150, warmupTime: 50 });
  bench.add("copies", () => scratch(k, (s) => takeResident(s, putKind(s, "copies", "image", image))));
  for (const op of REGISTRY) {
    const call = () => runOp(op, k, op.input === "image" ? image : binary, {});
    if (runsWithDefaults(call)) bench.add(op.name, call);
  }
  await bench.run();
  return bench.tasks.map(({ name, result }) => {
    if (result.state !== "completed") throw new Error(`${name}: the call failed`);
    const { p50, mad } = result.latency;
    return { op: name, microseconds: p50 * 1000, deviation: mad * 1000 };
  });
}

/** Operations that need a second image or an option without default are left out. */
function runsWithDefaults(call: () => unknown): boolean {
  try {
    call();
    return true;
  } catch (error) {
    if (isSegmentError(error, "E_OPTION")) return false;
    throw error;
  }
}
