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

/** The value of type `type` at an address. */
export function valueAt(at: usize, type: i32): f64 {
  if (type == U8) return <f64>load<u8>(at);
  if (type == U16) return <f64>load<u16>(at);
  if (type == I16) return <f64>load<i16>(at);
  if (type == U32) return <f64>load<u32>(at);
  return <f64>load<f32>(at);
}

/** Binary logarithm of the bytes of one label of a type code. */
// @ts-ignore: decorator
@inline
export function logOfType(type: i32): usize {
  return type == U8 ? 0 : type == U16 ? 1 : 2;
}

/** Version of the raw interface; `bindings/core/kernels.ts` refuses any other. */
export function abi(): i32 {
  return 1;
}

/** 1 when this build uses 128-bit vectors. */
export function hasSimd(): i32 {
  return ASC_FEATURE_SIMD ? 1 : 0;
}
