/**
 * segwasm in a worker, so that a page stays free while it computes.
 *
 * @example
 * const segmenter = createSegmenter();
 * const file = await segmenter.open(blob, { name: "cells.tif" });
 * const { image } = await file.read();
 * const { labels, count } = await segmenter.request("segment", [image, { sigma: 2 }]);
 */
export { serveHelper } from "./core/kernels.js";
export type { WorkerLike } from "./worker/crew.js";
export type { Answer, Arguments, CallName, FileEntry, FileReference, HeldImage, Port } from "./worker/protocol.js";
export {
  type CallOptions,
  createSegmenter,
  type RemoteFile,
  Segmenter,
  type SegmenterOptions,
} from "./worker/segmenter.js";
export { type ServeOptions, serve } from "./worker/serve.js";
