import { Bench } from "tinybench";
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
  for (const op of REGISTRY) bench.add(op.name, () => runOp(op, k, op.input === "image" ? image : binary, {}));
  await bench.run();
  return bench.tasks.map(({ name, result }) => {
    if (result.state !== "completed") throw new Error(`${name}: the call failed`);
    const { p50, mad } = result.latency;
    return { op: name, microseconds: p50 * 1000, deviation: mad * 1000 };
  });
}
