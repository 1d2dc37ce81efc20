/** The part of the Khronos validator's interface that tests use; it ships no types. */
declare module "gltf-validator" {
  export interface Report {
    issues: { numErrors: number; numWarnings: number; messages: readonly { code: string; message: string }[] };
    info: { drawCallCount: number; totalTriangleCount: number };
  }
  export function validateBytes(bytes: Uint8Array): Promise<Report>;
}
