import type { Transform } from "node:stream";
import { crc32, createGunzip, createInflate } from "node:zlib";
import type { Inflater } from "../bindings/io/file.js";
import { giveBack } from "./give-back.js";

/** Bytes of one part. */
const chunkSize = 2 ** 20;

/** Unfolds a zlib stream with Node's own library, which is several times as fast as one in JavaScript. */
export const inflateNatively = (stream: Uint8Array): AsyncIterable<Uint8Array> =>
  partsOf(createInflate({ chunkSize }), stream);

/** Unfolds gzip data in the same way. */
export const gunzipNatively: Inflater = Object.assign(
  (stream: Uint8Array) => partsOf(createGunzip({ chunkSize }), stream),
  { crc32: (bytes: Uint8Array) => crc32(bytes) },
);

/** Parts after which those that were taken are freed. */
const SEVERAL = 32;

async function* partsOf(unpacker: Transform, stream: Uint8Array): AsyncGenerator<Uint8Array> {
  unpacker.end(stream);
  let parts = 0;
  for await (const part of unpacker) {
    yield part as Uint8Array;
    if (++parts % SEVERAL === 0) giveBack();
  }
}
