import type { Kernels } from "../bindings/index.js";
import { addSegment, applyEffect, createSegmentation, SegmentationHistory } from "../bindings/index.js";
import { plainOf } from "./compare.js";
import type { Inputs } from "./images.js";
import type { Peer } from "./peers/peer.js";
import { SEGMENTATION_GROUPS, type SegmentationCase } from "./segmentation-cases.js";

/** A whole call on segments, copies included, on one thread: the fastest of several, in seconds. */
export interface SegmentationTime {
  title: string;
  seconds: number;
  /** What it may take. */
  limit: number;
  peer?: { name: string; seconds: number };
}

/** Work on segmentations, and what undo holds. */
export interface Segmentations {
  times: SegmentationTime[];
  /** Voxels and all stored differences after ten strokes on 512³, in multiples of the voxels' bytes. */
  undo: number;
}

/** Rounds of a case end early where it has taken so many seconds a round. */
const PATIENCE = 1.5;

/** Measures every case in turns with its peer. */
export async function measureSegmentations(
  k: Kernels,
  inputs: Inputs,
  peers: readonly Peer[],
  rounds: number,
): Promise<Segmentations> {
  const times: SegmentationTime[] = [];
  for (const group of SEGMENTATION_GROUPS) {
    for (const one of group(k, inputs)) times.push(await timeOf(one, peers, rounds));
  }
  return { times, undo: undoShare(k, 512) };
}

async function timeOf(
  { title, limit, run, peer }: SegmentationCase,
  peers: readonly Peer[],
  rounds: number,
): Promise<SegmentationTime> {
  const theirs = peer && (await prepared(peer, peers));
  const best = { ours: Number.POSITIVE_INFINITY, theirs: Number.POSITIVE_INFINITY };
  for (let round = 0, spent = 0; round < rounds && spent < PATIENCE * rounds; round++) {
    const start = performance.now();
    run();
    const took = (performance.now() - start) / 1000;
    best.ours = Math.min(best.ours, took);
    spent += took;
    // One run of a peer is enough where it is slow.
    if (theirs && (round === 0 || best.theirs < 1)) best.theirs = Math.min(best.theirs, (await theirs.run()) / 1000);
  }
  if (peer && theirs) for (const other of peers) await other.forget(peer.input.name);
  return { title, seconds: best.ours, limit, ...(theirs && { peer: { name: theirs.name, seconds: best.theirs } }) };
}

async function prepared(
  { library, call, input, parameters }: NonNullable<SegmentationCase["peer"]>,
  peers: readonly Peer[],
) {
  const source = { name: input.name, plain: () => plainOf(input.object) };
  for (const peer of peers) {
    const subject = await peer.prepare(library, call, source, { ...parameters });
    if (subject) return subject;
  }
  return undefined;
}

/** Paints ten strokes on a cube of bytes and asks what is held then. */
export function undoShare(k: Kernels, side: number): number {
  const shape = [side, side, side];
  const history = new SegmentationHistory(addSegment(createSegmentation({ shape }), { id: "a" }));
  const parameters = { BrushAbsoluteDiameter: side / 12, BrushSphere: true };
  for (let i = 1; i <= 10; i++) {
    history.save();
    const points = [0.2, 0.5, 0.8].map((x) => [
      Math.floor((side * i) / 12),
      Math.floor((side * i) / 11),
      Math.floor(side * x),
    ]);
    history.change(applyEffect(k, history.current, "Paint", "a", { parameters, points }));
  }
  const held = history.current.layers.reduce((sum, { byteLength }) => sum + byteLength, 0) + history.bytes;
  if (history.states < 10) throw new Error(`undo: expected 10 states, got ${history.states}`);
  return held / side ** 3;
}
