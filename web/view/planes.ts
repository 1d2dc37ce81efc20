import type { Image, TypedArray } from "../../bindings/index.js";
import { patientAxes } from "../../bindings/io/reorient.js";

/** An axis of a volume as it runs on the screen, from the left or from the top. */
export interface ScreenAxis {
  /** Of the shape: 0 is z, 1 is y, 2 is x. */
  axis: 0 | 1 | 2;
  /** True where the first voxel lies at the far end. */
  flipped: boolean;
  /** Letters of the sides it runs from and to; empty where the volume does not say how it lies in a patient. */
  from: string;
  to: string;
}

/** One of three directions to look in. */
export interface PlaneAxes {
  key: "axial" | "coronal" | "sagittal";
  title: string;
  across: ScreenAxis;
  down: ScreenAxis;
  /** The axis that slices are counted along. */
  through: ScreenAxis;
}

/** A voxel (z, y, x). */
export type Voxel = readonly [z: number, y: number, x: number];

/** The three planes of a volume, as radiologists look at them: the patient's right on the left, the front on top or left. */
export function planesOf(image: Image): readonly [PlaneAxes, PlaneAxes, PlaneAxes] {
  const patient = image.space === "LPS" && image.shape.length === 3;
  const [head, back, left] = (patient ? patientAxes(image, "LPS") : PLAIN).map(({ axis, mirrored }, at) => {
    const [from, to] = patient ? (LETTERS[at] as readonly [string, string]) : ["", ""];
    return { axis: axis as ScreenAxis["axis"], flipped: mirrored, from, to };
  }) as [ScreenAxis, ScreenAxis, ScreenAxis];
  // Heads are up; planes of other volumes are counted down like the rows of a picture.
  const down = patient ? { ...head, flipped: !head.flipped, from: head.to, to: head.from } : head;
  const title = (anatomical: string, plain: string) => (patient ? anatomical : plain);
  return [
    { key: "axial", title: title("Axial", "XY"), across: left, down: back, through: head },
    { key: "coronal", title: title("Coronal", "XZ"), across: left, down, through: back },
    { key: "sagittal", title: title("Sagittal", "YZ"), across: back, down, through: left },
  ];
}

const PLAIN = [0, 1, 2].map((axis) => ({ axis, mirrored: false }));
const LETTERS = [
  ["I", "S"],
  ["A", "P"],
  ["R", "L"],
] as const;

/** The place of a voxel's index on a screen axis, or the index at a place: both ways are the same. */
export function alongAxis({ axis, flipped }: ScreenAxis, shape: readonly number[], at: number): number {
  return flipped ? (shape[axis] as number) - 1 - at : at;
}

/** Values of the plane through a voxel, row by row as they are shown. */
export function planeThrough(data: TypedArray, shape: readonly number[], plane: PlaneAxes, voxel: Voxel): TypedArray {
  const strides = [(shape[1] as number) * (shape[2] as number), shape[2] as number, 1];
  const extent = ({ axis }: ScreenAxis) => shape[axis] as number;
  const step = ({ axis, flipped }: ScreenAxis) => (flipped ? -1 : 1) * (strides[axis] as number);
  const first = ({ axis, flipped }: ScreenAxis) =>
    flipped ? (extent({ axis } as ScreenAxis) - 1) * (strides[axis] as number) : 0;
  const { across, down, through } = plane;
  const [width, height, right, below] = [extent(across), extent(down), step(across), step(down)];
  const plain = new (data.constructor as new (length: number) => TypedArray)(width * height);
  const start = (voxel[through.axis] as number) * (strides[through.axis] as number) + first(across) + first(down);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0, from = start + y * below; x < width; x++, from += right) plain[to++] = data[from] as number;
  }
  return plain;
}
