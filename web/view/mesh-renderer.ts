import type { Mesh } from "../../bindings/index.js";
import { determinant } from "../../bindings/ops/world-grid.js";
import { type Camera, clipMatrix } from "./camera.js";
import type { Colour } from "./colours.js";
import { MESH_FRAGMENT, MESH_VERTEX } from "./mesh-shaders.js";
import { compile, type Program } from "./programs.js";

/** A surface as it is to be seen. */
export interface ShownMesh {
  mesh: Mesh;
  colour: Colour;
  opacity: number;
  /** The middle of its box, (z, y, x) as its vertices are. */
  middle: readonly number[];
}

/** Everything that decides what the canvas shows. */
export interface MeshScene {
  meshes: readonly ShownMesh[];
  camera: Camera;
  /** From vertices (z, y, x) to the world (x, y, z): a matrix in rows. */
  turn: readonly number[];
  /** Middle and radius of all surfaces in the world. */
  centre: readonly number[];
  radius: number;
  ground: Colour;
}

/** What a mesh is on the graphics card. */
interface Uploaded {
  array: WebGLVertexArrayObject;
  buffers: WebGLBuffer[];
  corners: number;
}

/** Draws triangles with WebGL 2. Throws when the canvas cannot give it. */
export class MeshRenderer {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: Program;
  readonly #uploaded = new Map<Mesh, Uploaded>();

  constructor(canvas: HTMLCanvasElement) {
    const gl = canvas.getContext("webgl2", { alpha: false, antialias: true, depth: true });
    if (!gl) throw new Error("this browser offers no WebGL 2");
    this.#gl = gl;
    this.#program = compile(gl, MESH_VERTEX, MESH_FRAGMENT);
    gl.enable(gl.DEPTH_TEST);
    gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
  }

  /** Shows nothing. */
  clear(ground: Colour): void {
    const gl = this.#gl;
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.depthMask(true);
    gl.clearColor(...ground, 1);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
  }

  draw(scene: MeshScene): void {
    const gl = this.#gl;
    if (gl.isContextLost()) return;
    this.#forgetOthers(scene.meshes);
    this.clear(scene.ground);
    gl.useProgram(this.#program.program);
    const { place, turn } = matricesOf(scene, gl.drawingBufferWidth / Math.max(1, gl.drawingBufferHeight));
    gl.uniformMatrix4fv(this.#at("place"), false, place);
    gl.uniformMatrix3fv(this.#at("turn"), false, turn);
    // Mirrored, what runs left around a face runs right around it.
    gl.frontFace(determinant(scene.turn) < 0 ? gl.CW : gl.CCW);
    const solid = scene.meshes.filter(({ opacity }) => opacity >= 1);
    for (const mesh of solid) this.#drawMesh(mesh);
    this.#drawClear(
      scene.meshes.filter(({ opacity }) => opacity > 0 && opacity < 1),
      place,
    );
  }

  /** See-through surfaces from far to near, of each its far side first; they hide nothing. */
  #drawClear(meshes: readonly ShownMesh[], place: Float32Array): void {
    const gl = this.#gl;
    const distance = ({ middle }: ShownMesh) =>
      (place[15] as number) + middle.reduce((sum, part, i) => sum + part * (place[4 * i + 3] as number), 0);
    const sorted = meshes.map((mesh) => ({ mesh, far: distance(mesh) })).sort((a, b) => b.far - a.far);
    gl.enable(gl.BLEND);
    gl.enable(gl.CULL_FACE);
    gl.depthMask(false);
    for (const { mesh } of sorted) {
      for (const side of [gl.FRONT, gl.BACK]) {
        gl.cullFace(side);
        this.#drawMesh(mesh);
      }
    }
    gl.disable(gl.CULL_FACE);
    gl.disable(gl.BLEND);
  }

  #drawMesh({ mesh, colour, opacity }: ShownMesh): void {
    const gl = this.#gl;
    const { array, corners } = this.#upload(mesh);
    gl.bindVertexArray(array);
    gl.uniform3f(this.#at("colour"), ...colour);
    gl.uniform1f(this.#at("opacity"), opacity);
    gl.drawElements(gl.TRIANGLES, corners, gl.UNSIGNED_INT, 0);
    gl.bindVertexArray(null);
  }

  #upload(mesh: Mesh): Uploaded {
    const known = this.#uploaded.get(mesh);
    if (known) return known;
    const gl = this.#gl;
    const array = gl.createVertexArray();
    gl.bindVertexArray(array);
    const buffers = [mesh.vertices, mesh.normals as Float32Array].map((data, location) => {
      const buffer = gl.createBuffer();
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
      gl.enableVertexAttribArray(location);
      gl.vertexAttribPointer(location, 3, gl.FLOAT, false, 0, 0);
      return buffer;
    });
    const faces = gl.createBuffer();
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, faces);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, mesh.faces, gl.STATIC_DRAW);
    const uploaded = { array, buffers: [...buffers, faces], corners: mesh.faces.length };
    this.#uploaded.set(mesh, uploaded);
    return uploaded;
  }

  /** What is not seen any more takes no memory of the card; hidden surfaces are uploaded again when they come back. */
  #forgetOthers(kept: readonly ShownMesh[]): void {
    const meshes = new Set(kept.map(({ mesh }) => mesh));
    for (const [mesh, { array, buffers }] of this.#uploaded) {
      if (meshes.has(mesh)) continue;
      this.#gl.deleteVertexArray(array);
      for (const buffer of buffers) this.#gl.deleteBuffer(buffer);
      this.#uploaded.delete(mesh);
    }
  }

  #at(name: string): WebGLUniformLocation | null {
    return this.#program.uniforms.get(name) ?? null;
  }
}

/** From vertices to clip space, and from normals to the view; both in columns. */
function matricesOf(
  { camera, turn, centre, radius }: MeshScene,
  aspect: number,
): { place: Float32Array; turn: Float32Array } {
  const clip = clipMatrix(camera, centre, radius, aspect);
  const at = (row: number, column: number) => turn[3 * row + column] as number;
  const place = Float32Array.from({ length: 16 }, (_, i) => {
    const [row, column] = [i % 4, i >> 2];
    if (column === 3) return clip[i] as number;
    return [0, 1, 2].reduce((sum, k) => sum + (clip[4 * k + row] as number) * at(k, column), 0);
  });
  const view = Float32Array.from({ length: 9 }, (_, i) => {
    const [row, column] = [i % 3, Math.floor(i / 3)];
    return [0, 1, 2].reduce((sum, k) => sum + (camera.rotation[3 * row + k] as number) * at(k, column), 0);
  });
  return { place, turn: view };
}
