import { createRequire } from "node:module";
import type { Plain } from "../compare.js";
import { type Subject, subject } from "../measure.js";
import type { Peer } from "./peer.js";

/** The few names of opencv-js that the bench uses. */
interface Mat {
  data: Uint8Array;
  data32F: Float32Array;
  data32S: Int32Array;
  rows: number;
  cols: number;
  type(): number;
  delete(): void;
  convertTo(target: Mat, type: number): void;
}
interface OpenCv {
  onRuntimeInitialized?: () => void;
  Mat: { new (): Mat; new (rows: number, columns: number, type: number): Mat };
  MatVector: new () => { push_back(mat: Mat): void };
  Size: new (w: number, h: number) => object;
  Point: new (x: number, y: number) => object;
  Scalar: new (...values: number[]) => object;
  [name: string]: unknown;
}
type Call = (...values: unknown[]) => unknown;

/** Loads opencv-js: OpenCV compiled to WebAssembly without SIMD, as published. */
export async function opencvPeer(): Promise<Peer> {
  const require = createRequire(import.meta.url);
  const { version } = require("@techstark/opencv-js/package.json") as { version: string };
  const cv = require("@techstark/opencv-js") as OpenCv;
  // The module is a thenable that resolves to itself, so it must never be returned from an async function.
  if (!cv.Mat) {
    await new Promise<void>((ready) => {
      cv.onRuntimeInitialized = ready;
    });
  }
  // It also rethrows every failure of the process from inside its own megabytes of source.
  for (const event of ["uncaughtException", "unhandledRejection"]) process.removeAllListeners(event);
  return new OpenCvPeer(cv, version);
}

class OpenCvPeer implements Peer {
  readonly versions: Record<string, string>;
  readonly #cv: { module: OpenCv };
  #result: Mat | number | undefined;
  #owned: Mat[] = [];

  constructor(module: OpenCv, version: string) {
    this.#cv = { module };
    this.versions = { "opencv-js": version };
  }

  async prepare(
    library: string,
    call: string,
    input: { name: string; plain: () => Plain },
    parameters: Record<string, number>,
  ): Promise<Subject | undefined> {
    if (library !== "opencv-js") return undefined;
    for (const mat of this.#owned) mat.delete();
    const source = this.#matOf(input.plain());
    const target = new this.#cv.module.Mat();
    this.#owned = [source, target];
    const body = this.#bodies(source, target, parameters)[call];
    if (!body) throw new Error(`opencv-js has no call "${call}" here`);
    return subject("opencv-js", () => {
      const value = body();
      this.#result = typeof value === "number" ? value : target;
    });
  }

  #matOf({ data, dtype, shape }: Plain): Mat {
    const { module } = this.#cv;
    const [rows, columns] = shape as [number, number];
    const mat = new module.Mat(rows, columns, module[dtype === "float32" ? "CV_32F" : "CV_8U"] as number);
    mat.data.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return mat;
  }

  #bodies(source: Mat, target: Mat, parameters: Record<string, number>): Record<string, () => unknown> {
    const cv = this.#cv.module;
    const call = (name: string, ...values: unknown[]) => (cv[name] as Call)(...values);
    const { sigma = 1, radius = 1, level = 0 } = parameters;
    const size = 2 * Math.floor(4 * sigma + 0.5) + 1;
    const footprint = diskMat(cv, radius);
    this.#owned.push(footprint);
    const anchor = new cv.Point(-1, -1);
    const square = new cv.Mat(2 * radius + 1, 2 * radius + 1, cv["CV_8U"] as number);
    square.data.fill(1);
    this.#owned.push(square);
    const images = new cv.MatVector();
    images.push_back(source);
    const none = new cv.Mat();
    this.#owned.push(none);
    const kernelSize = new cv.Size(size, size);
    return {
      gaussian: () => call("GaussianBlur", source, target, kernelSize, sigma, sigma, cv["BORDER_REPLICATE"]),
      histogram: () => call("calcHist", images, [0], none, target, [256], [0, 256]),
      otsu: () =>
        call("threshold", source, target, 0, 1, (cv["THRESH_BINARY"] as number) | (cv["THRESH_OTSU"] as number)),
      // It returns the level it was given; its result is the mask.
      threshold: () => void call("threshold", source, target, level, 1, cv["THRESH_BINARY"]),
      "erode disk": () =>
        call("erode", source, target, footprint, anchor, 1, cv["BORDER_CONSTANT"], new cv.Scalar(255)),
      "grey erode ball": () => call("erode", source, target, footprint, anchor, 1, cv["BORDER_REFLECT"]),
      "grey erode box": () => call("erode", source, target, square, anchor, 1, cv["BORDER_REFLECT"]),
      median: () => call("medianBlur", source, target, 2 * radius + 1),
      label: () => void call("connectedComponents", source, target, 8, cv["CV_32S"]),
      distance: () => call("distanceTransform", source, target, cv["DIST_L2"], 0),
    };
  }

  async result(): Promise<Plain> {
    const mat = this.#result as Mat | number;
    if (typeof mat === "number") return { data: Float64Array.of(mat), dtype: "float64", shape: [1] };
    const { module } = this.#cv;
    const shape = [mat.rows, mat.cols];
    if (mat.type() === module["CV_32F"]) return { data: mat.data32F.slice(), dtype: "float32", shape };
    if (mat.type() === module["CV_32S"]) return { data: mat.data32S.slice(), dtype: "int32", shape };
    return { data: mat.data.slice(), dtype: "uint8", shape };
  }

  async forget(): Promise<void> {
    this.close();
  }

  close(): void {
    for (const mat of this.#owned) mat.delete();
    this.#owned = [];
  }
}

/** The disk as scikit-image draws it: x² + y² ≤ r². */
function diskMat(cv: OpenCv, radius: number): Mat {
  const extent = 2 * radius + 1;
  const mat = new cv.Mat(extent, extent, cv["CV_8U"] as number);
  for (let i = 0; i < extent * extent; i++) {
    const [x, y] = [(i % extent) - radius, Math.floor(i / extent) - radius];
    mat.data[i] = x * x + y * y <= radius * radius ? 1 : 0;
  }
  return mat;
}
