/** Undo and redo: numbers of states as in 3D Slicer, equal states, bounded memory. */
import { expect, it } from "vitest";
import {
  addSegment,
  createSegmentation,
  editSegment,
  moveSegment,
  removeSegment,
  type Segmentation,
  SegmentationHistory,
  separateSegment,
  updateSegment,
} from "../../bindings/index.js";
import { kernelsOf } from "../builds.js";
import { maskOf, randomBinary, randomNumbers } from "../images.js";

const GRID = { shape: [6, 7, 9] };
const START = addSegment(addSegment(createSegmentation(GRID)));
const k = kernelsOf();
const painted = (segmentation: Segmentation, seed: number, id = "Segment_1") =>
  editSegment(k, segmentation, id, maskOf(randomBinary(seed, segmentation.shape, 0.1)), { mode: "add" });

it("keeps as many states as 3D Slicer", () => {
  const history = new SegmentationHistory(START, { states: 5 });
  let seed = 0;
  const modify = () => history.change(painted(history.current, ++seed));
  const counts: number[] = [];
  const saveAndModify = () => {
    history.save();
    modify();
  };
  const undoAfterEdit = () => {
    modify();
    history.undo();
  };
  const steps: (() => unknown)[] = [
    () => history.save(),
    () => history.save(),
    undoAfterEdit,
    () => history.save(),
    () => history.redo(),
    saveAndModify,
    saveAndModify,
    () => history.undo(),
    () => history.undo(),
    saveAndModify,
    () => history.undo(),
  ];
  for (const step of steps) {
    step();
    counts.push(history.states);
  }
  expect(counts).toEqual([1, 1, 2, 2, 2, 2, 3, 4, 4, 2, 3]);
});

it("gives every state back as it was: voxels, order, added and removed segments, layers", () => {
  const random = randomNumbers(4);
  const history = new SegmentationHistory(START, { states: 40 });
  const seen: Segmentation[] = [];
  const edits: ((s: Segmentation, n: number) => Segmentation)[] = [
    (s, n) => painted(s, n),
    (s, n) => painted(s, n, s.segments.at(-1)?.id),
    (s) => addSegment(s),
    (s) => moveSegment(s, s.segments[0]!.id, 1),
    (s, n) => updateSegment(s, s.segments[0]!.id, { name: `name ${n}` }),
    (s) => separateSegment(k, s, s.segments[0]!.id),
    (s) => (s.segments.length > 3 ? removeSegment(k, s, s.segments[2]!.id) : addSegment(s)),
    (s) => ({ ...s, layers: s.layers.map((layer) => Uint16Array.from(layer)) }),
  ];
  for (let n = 0; n < 30; n++) {
    history.save();
    seen.push(history.current);
    const edit = edits[Math.floor(random() * edits.length)]!;
    // Painting needs the first segment's name.
    history.change(edit(history.current, n));
    if (!history.current.segments.some(({ id }) => id === "Segment_1")) history.change(seen.at(-1)!);
  }
  const last = history.current;
  for (const state of [...seen].reverse()) {
    if (state === history.current) continue;
    expect(history.undo()).toEqual(state);
  }
  expect(history.canUndo).toBe(false);
  for (const state of [...seen.slice(1), last]) {
    if (history.canRedo) history.redo();
    expect(history.current).toEqual(state);
  }
});

it("takes little memory for strokes, and never more than it may", () => {
  const side = 256;
  const volume = new Uint8Array(side ** 3);
  const big: Segmentation = { ...START, shape: [side, side, side], layers: [volume] };
  const history = new SegmentationHistory(big, { states: 11 });
  for (let n = 0; n < 10; n++) {
    history.save();
    const next = (history.current.layers[0] as Uint8Array).slice();
    stroke(next, side, 40 + 18 * n);
    history.change({ ...history.current, layers: [next] });
  }
  expect(history.states).toBe(10);
  expect(history.bytes).toBeLessThan(0.1 * volume.length);
  for (let n = 0; n < 10; n++) history.undo();
  expect(history.current.layers[0]?.some((value) => value !== 0)).toBe(false);
  const small = new SegmentationHistory(big, { bytes: 2 ** 20 });
  const random = randomNumbers(1);
  for (let n = 0; n < 4; n++) {
    small.save();
    const next = (small.current.layers[0] as Uint8Array).slice();
    for (let i = 0; i < 40_000; i++) next[Math.floor(random() * next.length)] = n + 1;
    small.change({ ...small.current, layers: [next] });
  }
  small.save();
  expect([small.states < 5, small.bytes <= 2 ** 20]).toEqual([true, true]);
});

/** A ball of radius 30. */
function stroke(layer: Uint8Array, side: number, at: number): void {
  for (let z = -30; z <= 30; z++) {
    for (let y = -30; y <= 30; y++) {
      const half = Math.floor(Math.sqrt(Math.max(0, 900 - z * z - y * y)));
      const row = ((128 + z) * side + 128 + y) * side + at;
      layer.fill(1, Math.max(row - half, row - at), Math.min(row + half + 1, row - at + side));
    }
  }
}

it("keeps nothing where it is told so, and refuses limits that are none", () => {
  const history = new SegmentationHistory(START, { states: 0 });
  history.save();
  history.change(painted(START, 1));
  const { current } = history;
  expect([history.states, history.undo() === current, history.redo() === current]).toEqual([0, true, true]);
  expect(() => new SegmentationHistory(START, { states: -1 })).toThrow(expect.objectContaining({ code: "E_OPTION" }));
});
