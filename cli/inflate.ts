import { createInflate } from "node:zlib";

/** Unfolds a zlib stream with Node's own library, which is several times as fast as one in JavaScript. */
export async function* inflateNatively(stream: Uint8Array): AsyncGenerator<Uint8Array> {
  const inflate = createInflate({ chunkSize: 2 ** 20 });
  inflate.end(stream);
  for await (const part of inflate) yield part as Uint8Array;
}
