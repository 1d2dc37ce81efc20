import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fromMask, Image, Mask } from "image-js";
import type { Plain } from "../compare.js";
import { type Subject, subject } from "../measure.js";
import type { Peer } from "./peer.js";

/** image-js: plain JavaScript. */
export function imageJsPeer(): Peer {
  const entry = createRequire(import.meta.url).resolve("image-js");
  const { version } = JSON.parse(readFileSync(join(dirname(entry), "../package.json"), "utf8"));
  return new ImageJsPeer(version);
}

class ImageJsPeer implements Peer {
  readonly versions: Record<string, string>;
  #result: Plain = { data: new Uint8Array(), dtype: "uint8", shape: [0] };

  constructor(version: string) {
    this.versions = { "image-js": version };
  }

  async prepare(
    library: string,
    call: string,
    input: { name: string; plain: () => Plain },
    parameters: Record<string, number>,
  ): Promise<Subject | undefined> {
    if (library !== "image-js") return undefined;
    const body = bodiesOf(input.plain(), parameters)[call];
    if (!body) throw new Error(`image-js has no call "${call}" here`);
    return subject("image-js", () => {
      this.#result = body();
    });
  }

  async result(): Promise<Plain> {
    return this.#result;
  }

  async forget(): Promise<void> {
    this.#result = { data: new Uint8Array(), dtype: "uint8", shape: [0] };
  }

  close(): void {}
}

function bodiesOf(plain: Plain, { sigma = 1, level = 0 }: Record<string, number>): Record<string, () => Plain> {
  const { shape } = plain;
  const [height, width] = shape as [number, number];
  const data = plain.data as Uint8Array;
  const image = new Image(width, height, { data, colorModel: "GREY" });
  const mask = () => new Mask(width, height, { data });
  const size = 2 * Math.floor(4 * sigma + 0.5) + 1;
  const bytes = (raw: Uint8Array | Uint16Array): Plain => ({ data: raw, dtype: "uint8", shape });
  return {
    gaussian: () =>
      bytes(image.gaussianBlur({ sigma, size, borderType: "replicate" }).getRawImage().data as Uint8Array),
    histogram: () => ({ data: image.histogram(), dtype: "uint32", shape: [256] }),
    threshold: () => bytes(image.threshold({ threshold: level }).getRawImage().data as Uint8Array),
    label: () => {
      const { data: regions } = fromMask(mask(), { allowCorners: true }).getMap();
      return { data: regions, dtype: "int32", shape };
    },
  };
}
