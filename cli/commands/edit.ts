import type { Image } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import { watched } from "../../bindings/core/kernels.js";
import { type Parameter, type Parameters, resolveOptions } from "../../bindings/core/options.js";
import type { Segmentation } from "../../bindings/core/segmentation.js";
import { writeSegmentation } from "../../bindings/io/index.js";
import { AUTOMATIC_METHODS } from "../../bindings/ops/automatic-threshold.js";
import { segmentExtents } from "../../bindings/segmentation/count.js";
import {
  applyEffect,
  EFFECTS,
  type EffectOptions,
  MASK_MODES,
  OVERWRITE_MODES,
} from "../../bindings/segmentation/effects/apply.js";
import type { Effect, Point } from "../../bindings/segmentation/effects/effect.js";
import { thresholdRange } from "../../bindings/segmentation/effects/threshold.js";
import { SPLIT_VOLUME, VOLUME_EFFECTS, type VolumeEffect } from "../../bindings/segmentation/effects/volumes.js";
import { addSegment } from "../../bindings/segmentation/model.js";
import type { Arguments } from "../arguments.js";
import { type Call, type Command, type Outcome, readingFlags } from "../command.js";
import { choiceFlag, pathFlag, readNumber, switchFlag, textFlag, usageError } from "../flags.js";
import { IMAGE_ENDINGS } from "../formats.js";
import { Outputs } from "../output.js";
import { editVolume, findId, type Made, splitAll, type Work } from "./edit-volume.js";

const ENDINGS = [".seg.nrrd"];
const ALL = [...EFFECTS, ...VOLUME_EFFECTS];

export const editCommand: Command = {
  name: "edit",
  summary: "Apply one of 3D Slicer's editor effects to a segment.",
  group: "Helpers",
  operands: [
    { name: "EFFECT", summary: ALL.map(({ name }) => words(name)).join(", ") },
    { name: "IN", summary: "a segmentation (.seg.nrrd, DICOM SEG), or a label image" },
  ],
  flags: readingFlags([
    pathFlag("output", "the segmentation to write (.seg.nrrd); an image for mask-volume and split-volume", {
      alias: "o",
      required: true,
    }),
    textFlag("segment", "NAME", "the segment to edit, by name or ID; split-volume without it cuts all out"),
    switchFlag("create", "add the segment where there is none of that name"),
    textFlag("set", "NAME=VALUE", "a parameter of the effect, under Slicer's name", { many: true }),
    pathFlag("image", "values for effects and masks that read them, on the same grid", { placeholder: "IMG" }),
    textFlag("points", "Z,Y,X;…", "places in voxels: a stroke, an outline, or the voxel that is meant"),
    textFlag("modifier", "NAME", "the other segment of logical operators and registration, by name or ID"),
    choiceFlag("mask-mode", MASK_MODES, "where voxels may change", { shown: "EditAllowedEverywhere" }),
    textFlag("mask-segment", "NAME", "the segment of EditAllowedInsideSingleSegment, by name or ID"),
    textFlag(
      "mask-range",
      "LOW,HIGH",
      "only voxels with values of --image in this range may change; or a method, as OTSU, for its level and above",
    ),
    choiceFlag("overwrite", OVERWRITE_MODES, "which other segments give way", { shown: "OverwriteAllSegments" }),
  ]),
  examples: [
    ["segwasm edit margin in.seg.nrrd -o out.seg.nrrd --segment liver --set MarginSizeMm=3", "grow by 3 mm"],
    [
      "segwasm edit margin in.seg.nrrd -o out.seg.nrrd --segment liver --set MarginSizeMm=6,2,2",
      "grow by 6 mm across the slices and 2 mm within them",
    ],
    ["segwasm edit islands in.seg.nrrd -o out.seg.nrrd --segment liver --set MinimumSize=100", "the largest part only"],
    [
      "segwasm edit grow-from-seeds seeds.seg.nrrd -o out.seg.nrrd --segment tumor --image ct.nrrd",
      "all segments grow",
    ],
    [
      "segwasm edit threshold in.seg.nrrd -o out.seg.nrrd --segment bone --create --image ct.nrrd --set AutoThresholdMethod=OTSU",
      "a level found by itself",
    ],
    [
      "segwasm edit mask-volume in.seg.nrrd -o brain.nii.gz --segment brain --image mr.nii.gz",
      "the image without the rest",
    ],
    ["segwasm edit split-volume in.seg.nrrd -o part.nrrd --image ct.nrrd", "each segment's box: part_liver.nrrd …"],
    ["segwasm edit fill-between-slices drawn.seg.nrrd -o out.seg.nrrd --segment liver", "the slices between"],
    ["segwasm edit paint in.seg.nrrd -o out.seg.nrrd --segment dot --create --points 12,40,40", "one touch of a brush"],
  ],
  notes: ALL.filter(({ parameters }) => Object.keys(parameters).length > 0).map(
    ({ name, parameters }) => `${words(name)}: ${Object.entries(parameters).map(described).join("; ")}.`,
  ),
  run: runEdit,
};

/** An effect's name as it is typed. */
function words(name: string): string {
  return name.toLowerCase().replaceAll(" ", "-");
}

function described([name, parameter]: [string, Parameter]): string {
  const choices = "choices" in parameter ? ` (${parameter.choices.join(", ")})` : "";
  const fallback = parameter.default === undefined ? "" : `, default ${parameter.default}`;
  return `${name} ${parameter.summary}${choices}${fallback}`;
}

async function runEdit(call: Call): Promise<Outcome> {
  const { args, host, reader } = call;
  const [typed, input] = args.operands as [string, string];
  const effect = ALL.find(({ name }) => words(name) === words(typed));
  if (!effect) {
    throw usageError(
      args.who,
      `unknown effect ${JSON.stringify(typed)}; known: ${ALL.map((e) => words(e.name)).join(", ")}`,
    );
  }
  const isVolume = (VOLUME_EFFECTS as readonly unknown[]).includes(effect);
  if (args.text("segment") === undefined && effect.name !== SPLIT_VOLUME) {
    throw usageError(args.who, `expected --segment NAME for ${words(effect.name)}`);
  }
  const output = args.text("output") as string;
  const parameters = parametersOf(args, effect);
  const image = args.text("image");
  if (isVolume && image === undefined) throw usageError(args.who, `expected --image IMG for ${words(effect.name)}`);
  const target = { flag: "--output", path: output, extensions: isVolume ? IMAGE_ENDINGS : ENDINGS };
  const inputs = image === undefined ? [input] : [input, image];
  Outputs.plan(host, args.who, [target], inputs, args.has("force"));
  const loading = call.kernels();
  const before = await reader.with(input, (file) => file.readSegmentation());
  const source = image === undefined ? undefined : await reader.read(image, args.selection());
  const k = await loading;
  const onProgress = (part: number) => host.progress(`${words(effect.name)} of ${input}`, part);
  const work: Work = { args, k, before, source, parameters, input, output };
  const start = performance.now();
  const made = watched(k, { onProgress }, () => makes(work, effect, isVolume));
  const computed = performance.now();
  const files = await made.files();
  // The files of split-volume, whose names hang on the segments, are checked again.
  const targets = files.map(([path]) => ({ ...target, path }));
  Outputs.plan(host, args.who, targets, inputs, args.has("force")).write(files);
  const ms = { read: reader.milliseconds, compute: computed - start, write: performance.now() - computed };
  return { document: { effect: effect.name, path: input, output, ...made.document, ms }, messages: made.messages };
}

function makes(work: Work, effect: Effect | VolumeEffect, isVolume: boolean): Made {
  if (!isVolume) return editSegments(work, effect as Effect);
  return work.args.text("segment") === undefined ? splitAll(work) : editVolume(work, effect as VolumeEffect);
}

function editSegments({ args, k, before, source, parameters, output }: Work, effect: Effect): Made {
  const [segmentation, id] = segmentOf(args, before);
  const options = { parameters, ...optionsOf(args, k, segmentation, source) };
  const edited = applyEffect(k, segmentation, effect.name, id, options);
  const counts = new Map(segmentExtents(k, edited).map((extent) => [extent.id, extent.count]));
  const segments = edited.segments.map(({ id: one, name, layer }) => ({
    id: one,
    name,
    layer,
    count: counts.get(one) ?? 0,
  }));
  const voxels = segments.find((segment) => segment.id === id)?.count ?? 0;
  const given = resolveOptions(effect.name, effect.parameters, parameters, segmentation.shape.length);
  const remark = effect.remark?.(given, voxels);
  return {
    files: async () => [[output, await writeSegmentation(edited, "nrrd")]],
    document: { segment: id, segments, layers: edited.layers.length, ...(remark && { remark }) },
    messages: [
      ...(remark ? [`note: ${remark}`] : []),
      `${effect.name}: ${voxels} voxels in ${JSON.stringify(args.text("segment"))}, written to ${output}`,
    ],
  };
}

function segmentOf(args: Arguments, segmentation: Segmentation): [Segmentation, string] {
  const name = args.text("segment") as string;
  const known = segmentation.segments.some((segment) => segment.id === name || segment.name === name);
  if (known || !args.has("create")) return [segmentation, findId(args, segmentation, name)];
  const more = addSegment(segmentation, { name });
  return [more, more.segments.at(-1)?.id as string];
}

/** The parameters that were set, as the effect's descriptors want them. */
function parametersOf(args: Arguments, { parameters }: Pick<Effect, "parameters">): Record<string, unknown> {
  const entries = args.list("set").map((text): [string, unknown] => {
    const at = text.indexOf("=");
    if (at < 1) throw usageError(args.who, `expected --set NAME=VALUE, got ${JSON.stringify(text)}`);
    const [name, value] = [text.slice(0, at), text.slice(at + 1)];
    const type = (parameters as Parameters)[name]?.type;
    if (type === "boolean")
      return [name, ["1", "true"].includes(value) || (["0", "false"].includes(value) ? false : value)];
    if (type === "vector" && value.includes(","))
      return [name, value.split(",").map((part) => readNumber(part) ?? part)];
    return [name, type === "choice" ? value : (readNumber(value) ?? value)];
  });
  return Object.fromEntries(entries);
}

function optionsOf(args: Arguments, k: Kernels, segmentation: Segmentation, source: Image | undefined): EffectOptions {
  const [points, modifier] = [args.text("points"), args.text("modifier")];
  const [mode, overwrite] = [args.text("mask-mode"), args.text("overwrite")];
  const [single, range] = [args.text("mask-segment"), args.text("mask-range")];
  return {
    ...(source && { source }),
    ...(points !== undefined && { points: points.split(";").map((text): Point => numbers(args, "points", text)) }),
    ...(modifier !== undefined && { ModifierSegmentID: findId(args, segmentation, modifier) }),
    ...(mode !== undefined && { MaskMode: mode as (typeof MASK_MODES)[number] }),
    ...(overwrite !== undefined && { OverwriteMode: overwrite as (typeof OVERWRITE_MODES)[number] }),
    ...(single !== undefined && { MaskSegmentID: findId(args, segmentation, single) }),
    ...(range !== undefined && { SourceVolumeIntensityMaskRange: rangeOf(args, k, range, source) }),
  };
}

function rangeOf(args: Arguments, k: Kernels, text: string, source: Image | undefined): [number, number] {
  if ((AUTOMATIC_METHODS as readonly string[]).includes(text)) {
    if (!source) throw usageError(args.who, `expected --image IMG for --mask-range ${text}`);
    return thresholdRange(k, source, { parameters: { AutoThresholdMethod: text } });
  }
  const [low, high, ...more] = numbers(args, "mask-range", text);
  if (low === undefined || high === undefined || more.length > 0) {
    throw usageError(args.who, `expected --mask-range LOW,HIGH, got ${JSON.stringify(text)}`);
  }
  return [low, high];
}

function numbers(args: Arguments, flag: string, text: string): number[] {
  return text.split(",").map((part) => {
    const value = readNumber(part.trim());
    if (value === undefined)
      throw usageError(args.who, `expected numbers after --${flag}, got ${JSON.stringify(text)}`);
    return value;
  });
}
