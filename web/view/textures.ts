import type { TypedArray } from "../../bindings/index.js";
import type { Plane } from "./scene.js";
import type { SamplerKind } from "./shaders.js";
import { type Rectangle, type Tile, tilesOf } from "./tiles.js";

/** A tile on the graphics card. */
export interface GlTile extends Tile {
  texture: WebGLTexture;
  /** Internal format of the texture. */
  format: number;
}

type Gl = WebGL2RenderingContext;

/** The kind of sampler that reads an array's texture. 64-bit floats are shown as 32-bit ones. */
export function samplerKind(data: TypedArray): SamplerKind {
  if (data instanceof Float32Array || data instanceof Float64Array) return "";
  return data instanceof Uint8Array || data instanceof Uint16Array || data instanceof Uint32Array ? "u" : "i";
}

/** Internal format, format and type of an array's texture. */
function layoutOf(gl: Gl, data: TypedArray): [internal: number, format: number, type: number] {
  if (data instanceof Uint8Array) return [gl.R8UI, gl.RED_INTEGER, gl.UNSIGNED_BYTE];
  if (data instanceof Int8Array) return [gl.R8I, gl.RED_INTEGER, gl.BYTE];
  if (data instanceof Uint16Array) return [gl.R16UI, gl.RED_INTEGER, gl.UNSIGNED_SHORT];
  if (data instanceof Int16Array) return [gl.R16I, gl.RED_INTEGER, gl.SHORT];
  if (data instanceof Uint32Array) return [gl.R32UI, gl.RED_INTEGER, gl.UNSIGNED_INT];
  if (data instanceof Int32Array) return [gl.R32I, gl.RED_INTEGER, gl.INT];
  return [gl.R32F, gl.RED, gl.FLOAT];
}

/** Uploads a plane, into the textures it had before where they fit. */
export function uploadTiles(gl: Gl, plane: Plane, largest: number, before: GlTile[]): GlTile[] {
  const data = plane.data instanceof Float64Array ? Float32Array.from(plane.data) : plane.data;
  const [internal, format, type] = layoutOf(gl, data);
  const tiles = tilesOf(plane.width, plane.height, largest);
  const fits =
    before.length === tiles.length &&
    before.every((old, i) => old.format === internal && sameSize(old.holds, tiles[i]?.holds as Rectangle));
  if (!fits) deleteTiles(gl, before);
  gl.pixelStorei(gl.UNPACK_ROW_LENGTH, plane.width);
  return tiles.map((tile, i) => {
    const texture = fits
      ? (before[i] as GlTile).texture
      : newTexture(gl, internal, tile.holds.width, tile.holds.height);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    const { x, y, width, height } = tile.holds;
    gl.pixelStorei(gl.UNPACK_SKIP_PIXELS, x);
    gl.pixelStorei(gl.UNPACK_SKIP_ROWS, y);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, format, type, data);
    return { ...tile, texture, format: internal };
  });
}

/** Frees textures. */
export function deleteTiles(gl: Gl, tiles: GlTile[]): void {
  for (const { texture } of tiles) gl.deleteTexture(texture);
}

/** An empty texture whose texels are fetched one by one. */
export function newTexture(gl: Gl, internal: number, width: number, height: number): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texStorage2D(gl.TEXTURE_2D, 1, internal, width, height);
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, name, gl.NEAREST);
  for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, name, gl.CLAMP_TO_EDGE);
  return texture;
}

function sameSize(a: Rectangle, b: Rectangle): boolean {
  return a.width === b.width && a.height === b.height;
}
