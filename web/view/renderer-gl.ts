import { NAPARI_TABLE } from "./colours.js";
import { compile, type Program } from "./programs.js";
import type { Plane, Renderer, Scene } from "./scene.js";
import { fragmentShader, type SamplerKind, VERTEX_SHADER } from "./shaders.js";
import { deleteTiles, type GlTile, newTexture, samplerKind, uploadTiles } from "./textures.js";

/** Planes larger than this are cut into tiles even where the graphics card could hold them whole. */
const LARGEST_TILE = 4096;
const IMAGE_UNIT = 0;
const LABELS_UNIT = 1;

/** Draws with WebGL 2. Throws when the canvas cannot give it. */
export class GlRenderer implements Renderer {
  readonly name = "webgl2";
  readonly #gl: WebGL2RenderingContext;
  readonly #programs = new Map<SamplerKind, Program>();
  readonly #largest: number;
  /** Stand in for planes that are not shown, because a sampler must always have a texture of its kind. */
  readonly #blankImage: WebGLTexture;
  readonly #blankLabels: WebGLTexture;
  #image: GlTile[] = [];
  #labels: GlTile[] = [];
  #imageKey = "";
  #labelsKey = "";

  constructor(canvas: HTMLCanvasElement) {
    const gl = canvas.getContext("webgl2", {
      alpha: false,
      antialias: false,
      depth: false,
      powerPreference: "default",
    });
    if (!gl) throw new Error("this browser offers no WebGL 2");
    this.#gl = gl;
    this.#largest = Math.min(LARGEST_TILE, gl.getParameter(gl.MAX_TEXTURE_SIZE));
    gl.bindVertexArray(gl.createVertexArray());
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    this.#blankImage = newTexture(gl, gl.R32F, 1, 1);
    this.#blankLabels = newTexture(gl, gl.R8UI, 1, 1);
  }

  draw(scene: Scene): void {
    const gl = this.#gl;
    if (gl.isContextLost()) return;
    this.#upload(scene);
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.clearColor(...scene.ground, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    const tiles = scene.image ? this.#image : this.#labels;
    if (tiles.length === 0) return;
    const kind = scene.image ? samplerKind(scene.image.data) : "";
    const program = this.#program(kind);
    gl.useProgram(program.program);
    setScene(gl, program, scene);
    for (const [index, tile] of tiles.entries()) this.#drawTile(program, tile, index);
  }

  dispose(): void {
    deleteTiles(this.#gl, this.#image);
    deleteTiles(this.#gl, this.#labels);
    for (const texture of [this.#blankImage, this.#blankLabels]) this.#gl.deleteTexture(texture);
    for (const { program } of this.#programs.values()) this.#gl.deleteProgram(program);
    this.#programs.clear();
  }

  #upload({ image, labels }: Scene): void {
    [this.#image, this.#imageKey] = this.#refresh(this.#image, this.#imageKey, image);
    [this.#labels, this.#labelsKey] = this.#refresh(this.#labels, this.#labelsKey, labels);
  }

  #refresh(tiles: GlTile[], key: string, plane: Plane | undefined): [GlTile[], string] {
    const wanted = plane?.key ?? "";
    if (wanted === key) return [tiles, key];
    if (plane) return [uploadTiles(this.#gl, plane, this.#largest, tiles), wanted];
    deleteTiles(this.#gl, tiles);
    return [[], ""];
  }

  #drawTile({ uniforms }: Program, { draws, holds }: GlTile, index: number): void {
    const gl = this.#gl;
    gl.activeTexture(gl.TEXTURE0 + IMAGE_UNIT);
    gl.bindTexture(gl.TEXTURE_2D, this.#image[index]?.texture ?? this.#blankImage);
    gl.activeTexture(gl.TEXTURE0 + LABELS_UNIT);
    gl.bindTexture(gl.TEXTURE_2D, this.#labels[index]?.texture ?? this.#blankLabels);
    gl.uniform4f(uniforms.get("tile") ?? null, draws.x, draws.y, draws.width, draws.height);
    gl.uniform4i(uniforms.get("bounds") ?? null, holds.x, holds.y, holds.width - 1, holds.height - 1);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  #program(kind: SamplerKind): Program {
    let program = this.#programs.get(kind);
    if (!program) {
      program = compile(this.#gl, VERTEX_SHADER, fragmentShader(kind));
      this.#gl.useProgram(program.program);
      this.#gl.uniform3fv(program.uniforms.get("napari[0]") ?? null, NAPARI_TABLE.flat());
      this.#gl.uniform1i(program.uniforms.get("image") ?? null, IMAGE_UNIT);
      this.#gl.uniform1i(program.uniforms.get("labels") ?? null, LABELS_UNIT);
      this.#programs.set(kind, program);
    }
    return program;
  }
}

/** Sets everything that is the same for all tiles of a scene. */
function setScene(gl: WebGL2RenderingContext, { uniforms }: Program, scene: Scene): void {
  const at = (name: string) => uniforms.get(name) ?? null;
  const { view, frame } = scene;
  const scaleX = (2 * view.scale * frame.aspectX) / frame.canvasWidth;
  const scaleY = (-2 * view.scale * frame.aspectY) / frame.canvasHeight;
  gl.uniform4f(
    at("place"),
    scaleX,
    scaleY,
    (2 * view.x) / frame.canvasWidth - 1,
    1 - (2 * view.y) / frame.canvasHeight,
  );
  gl.uniform1i(at("taps"), Math.min(4, Math.max(1, Math.floor(1 / (view.scale * scene.density)))));
  gl.uniform1i(at("hasImage"), scene.image ? 1 : 0);
  gl.uniform1i(at("hasLabels"), scene.labels ? 1 : 0);
  gl.uniform1i(at("painted"), scene.painted ? 1 : 0);
  gl.uniform2f(at("limits"), scene.limits.low, scene.limits.high);
  gl.uniform1f(at("gamma"), scene.gamma);
  gl.uniform1f(at("opacity"), scene.opacity);
  gl.uniform1i(at("contour"), scene.contour);
  gl.uniform1ui(at("selected"), scene.selected);
  gl.uniform1i(at("onlySelected"), scene.onlySelected ? 1 : 0);
  gl.uniform1i(at("palette"), scene.palette === "napari" ? 1 : 0);
  gl.uniform1ui(at("seed"), scene.seed);
}
