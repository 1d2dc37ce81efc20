import type { Dtype } from "../../bindings/core/image.js";
import type { Kind } from "../../bindings/core/op.js";
import { label } from "../../bindings/index.js";
import { kernelsOf } from "../builds.js";
import { spotsImage, TYPES } from "../engines/inputs.js";
import { maskOf, randomBinary } from "../images.js";
import type { Input } from "./calls.js";

const k = kernelsOf();

/** An input of a kind, different for every seed. */
export function inputOn(kind: Kind, shape: readonly number[], seed: number): Input {
  if (kind === "image") return spotsImage(seed, TYPES[seed % TYPES.length] as Dtype, shape);
  const binary = randomBinary(seed, shape, [0.1, 0.5, 0.9][seed % 3]);
  return kind === "mask" ? maskOf(binary) : label(k, binary);
}
