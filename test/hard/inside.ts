import type { Inside, Kernels, RawExports } from "../../bindings/core/kernels.js";

type Instance = Kernels & { inside: Inside };

/** The raw exports of an instance, past the scratch scope that guards them. */
export function rawOf(k: Kernels): RawExports {
  return (k as Instance).inside.raw;
}

/** Makes an instance's bindings call these functions instead of its own exports of the same names. */
export function replaceExports(k: Kernels, others: Partial<RawExports>): void {
  const instance = k as Instance;
  instance.inside = Object.assign(Object.create(instance.inside), { raw: { ...rawOf(k), ...others } });
}
