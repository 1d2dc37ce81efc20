/** Codes of element types in the raw interface. `bindings/core/resident.ts` holds the same numbers. */
export const U8: i32 = 0;
export const U16: i32 = 1;
export const I16: i32 = 2;
export const F32: i32 = 3;
export const U32: i32 = 4;

/** Bytes of one element of a type code. */
// @ts-ignore: decorator
@inline
export function sizeOfType(type: i32): usize {
  return type == U8 ? 1 : type <= I16 ? 2 : 4;
}

/** Version of the raw interface; `bindings/core/kernels.ts` refuses any other. */
export function abi(): i32 {
  return 1;
}

/** 1 when this build uses 128-bit vectors. */
export function hasSimd(): i32 {
  return ASC_FEATURE_SIMD ? 1 : 0;
}
