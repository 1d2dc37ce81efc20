import { dtypeOf, type Image } from "../../bindings/core/image.js";
import {
  FORMAT_NAMES,
  type Format,
  formatOfName,
  type Hyperstack,
  holdsAxes,
  type ImageFile,
  isHyperstack,
  isSegmentationName,
  labelmapOf,
  lostParts,
  onlyImage,
  reorient,
  SEGMENTATION_ENDINGS,
  type Selection,
} from "../../bindings/io/index.js";
import { keepsPlace } from "../../bindings/io/loss.js";
import { readPlaced } from "../../bindings/io/placed.js";
import { labelsPlace } from "../../bindings/io/zarr/labels.js";
import type { Arguments } from "../arguments.js";
import { type Call, type Command, type Outcome, readingFlags } from "../command.js";
import { type EncodeOptions, encodeImage, shapeText } from "../encode.js";
import { choiceFlag, switchFlag, textFlag, usageError, wholeFlag } from "../flags.js";
import { IMAGE_ENDINGS } from "../formats.js";
import { Outputs } from "../output.js";
import { convertHeld, heldFormat } from "./convert-held.js";
import { convertLabels } from "./convert-labels.js";
import { convertOutlines, OUTLINE_FLAGS, outlineFormat } from "./convert-outlines.js";
import { convertKind, wantedKind } from "./convert-representation.js";
import { COLOR_TABLE_ENDINGS, convertSegments, SEGMENT_FLAGS } from "./convert-segments.js";
import { REPRESENTATION_FLAGS } from "./representation-flags.js";

export const convertCommand: Command = {
  name: "convert",
  summary: "Write an image or label file in another format: the same values, and as much geometry as it can hold.",
  group: "Helpers",
  operands: [
    { name: "IN", summary: "the file to read" },
    { name: "OUT", summary: `the file to write; its ending chooses the format (${IMAGE_ENDINGS.join(", ")})` },
  ],
  flags: readingFlags([
    wholeFlag("slice", "take this slice of a volume only, counted from 0"),
    textFlag("orient", "RAS|LPS|...", "turn the volume so that x, y and z grow to these sides of the patient"),
    switchFlag("grey", "colours become luminance (0.2125 R + 0.7154 G + 0.0721 B)"),
    switchFlag("labels", "the values are labels: the smallest type that holds them, and label images in OME-Zarr"),
    wholeFlag("levels", "levels of resolution in OME-Zarr and TIFF", {
      least: 1,
      shown: "for OME-Zarr what viewers need, for TIFF 1",
    }),
    switchFlag("tiles", "cut TIFF pages into tiles instead of strips"),
    choiceFlag("ome-zarr", ["0.4", "0.5"], "version of OME-Zarr", { shown: "0.4" }),
    ...SEGMENT_FLAGS,
    ...REPRESENTATION_FLAGS,
    ...OUTLINE_FLAGS,
  ]),
  examples: [
    ["segwasm convert scan.nii.gz scan.nrrd", "values, spacing, origin and direction are kept"],
    ["segwasm convert scan.nii.gz upright.nii.gz --orient RAS", "axes swapped and mirrored, every voxel in its place"],
    ["segwasm convert stack.tif slice.png --slice 12", "one slice as a picture"],
    ["segwasm convert hyperstack.tif hyperstack.ome.zarr", "all channels and times; --channel or --time takes one"],
    ["segwasm convert organs.dcm organs.seg.nrrd", "segments with their names, colours and codes"],
    [
      "segwasm convert labels.nii.gz organs.dcm --reference ct-folder",
      "with the patient, study and images of a series",
    ],
    ["segwasm convert organs.seg.nrrd organs.nii.gz --table organs.csv", "one label image and what it cannot say"],
    [
      "segwasm convert total.nii.gz total.seg.nrrd --names map.json --terms anatomy.json",
      "labels of a program as named, coded segments",
    ],
    [
      "segwasm convert prostate.seg.vtm prostate.seg.nrrd --reference ct.nrrd",
      "surfaces or contours of 3D Slicer as voxels",
    ],
    ["segwasm convert rois.json rois.seg.nrrd", "regions of OsiriX, each name a segment"],
    ["segwasm convert labels.nrrd liver.stl --label 2", "a closed, smoothed surface of one label"],
    [
      "segwasm convert liver.stl liver.nii.gz --reference ct.nii.gz",
      "the voxels of an image that lie inside a surface",
    ],
    ["segwasm convert liver.stl parts.nrrd --to fractional --spacing 1", "how much of each voxel lies inside"],
    ["segwasm convert labels.tif labels.ome.zarr --labels", "a folder of chunks, with coarser levels for viewers"],
    [
      "segwasm convert nuclei.tif image.ome.zarr/labels/nuclei",
      "label images below the image they are of, listed there",
    ],
    ["segwasm convert cells.tif cells.geojson", "a label image as outlines for QuPath, along the edges of pixels"],
    [
      "segwasm convert cells.geojson cells.tif",
      "outlines of QuPath as a label image (--image-size where it is not known)",
    ],
    ["segwasm convert cells.tif cells.zip", "selections for the ROI manager of FIJI; back with --image-size"],
    ["segwasm convert section.tif section.ome.tif --levels 5", "a pyramid of tiles for large sections"],
  ],
  notes: [
    "With --to, or where IN or OUT is a mesh, .json, .vtm, .xml or .tag, labels change the way they are held: voxels, parts of voxels, surfaces, outlines. Options have Slicer's names of the parameters.",
    "Values never change, and the element type only with --labels and --grey: what a format cannot hold is refused. What it cannot say of the geometry is reported.",
    "TIFF, OME-Zarr, NIfTI, NRRD and MetaImage keep all channels and times, PNG the colours of a picture. With --labels or --orient one channel and time is taken.",
  ],
  run: runConvert,
};

async function runConvert(call: Call): Promise<Outcome> {
  const { args, host, reader } = call;
  if (args.operands.some(outlineFormat)) return convertOutlines(call);
  const held = heldFormat(args);
  if (held) return convertHeld(call, held);
  const kind = wantedKind(args);
  if (kind) return convertKind(call, kind);
  const [input, output] = args.operands as [string, string];
  const place = labelsPlace(output);
  if (place) return convertLabels(call, place);
  const slice = args.number("slice");
  const table = args.text("table");
  const targets = [
    { flag: "OUT", path: output, extensions: [...IMAGE_ENDINGS, ...SEGMENTATION_ENDINGS] },
    ...(table === undefined ? [] : [{ flag: "--table", path: table, extensions: COLOR_TABLE_ENDINGS }]),
  ];
  const to = formatOfName(output) as Format;
  const reference = args.text("reference");
  const inputs = reference === undefined ? [input] : [input, reference];
  const outputs = Outputs.plan(host, args.who, targets, inputs, args.has("force"));
  const options = encodeOptions(args, to);
  const selection = { ...args.selection(), ...(slice !== undefined && { slice }) };
  const opened = await reader.with(input, async (file) => {
    const { format, segments } = file;
    // A channel or slice that is asked for is taken as an image.
    const named =
      ["names", "values", "table", "terms"].some((flag) => args.text(flag) !== undefined) || args.has("colors");
    const whole =
      named || isSegmentationName(output) || (segments !== undefined && Object.keys(selection).length === 0);
    if (whole) return { format, segmentation: await file.readSegmentation(selection) };
    return { format, read: await readWanted(call, file, to, selection) };
  });
  const { format: from, read } = opened;
  if (read === undefined) return convertSegments(call, opened.segmentation, from, outputs);
  const start = performance.now();
  const orientation = args.text("orient");
  const turned = orientation === undefined || isHyperstack(read) ? read : reorient(read, orientation);
  const image = args.has("labels") && !isHyperstack(turned) ? labelmapOf(turned) : turned;
  outputs.write([[output, await encodeImage(output, image, options)]]);
  const lost = lostParts(image, to);
  const ms = { read: reader.milliseconds, write: performance.now() - start };
  const dtype = dtypeOf(image.data);
  const axes = isHyperstack(image) ? { axes: "TCZYX" } : {};
  return {
    document: { path: input, from, output, to, dtype, shape: image.shape, ...axes, lost, ms },
    messages: [
      ...(lost.length > 0 ? [`note: ${FORMAT_NAMES[to]} does not keep ${lost.join(", ")}`] : []),
      `${extentText(image)} ${dtype}, ${FORMAT_NAMES[from]} to ${FORMAT_NAMES[to]}, written to ${output}`,
    ],
  };
}

/**
 * The image that was chosen, or all channels, times and colours where the format holds them. Labels and turned volumes
 * are one image.
 */
async function readWanted({ args, reader }: Call, file: ImageFile, to: Format, selection: Selection) {
  const { time, channel } = selection;
  const open = [...file.axes].filter((axis) => {
    return (axis === "T" && time === undefined) || ("CS".includes(axis) && channel === undefined);
  });
  const one = args.has("labels") || args.has("grey") || args.text("orient") !== undefined;
  // A single channel without a name is read as it is.
  const plain = open.length === 0 && Object.keys(file.legend).length === 0;
  if (one || plain || !holdsAxes(to, open.join(""))) {
    return keepsPlace(to) ? readPlaced(file, selection) : file.read(selection);
  }
  const whole = await file.readHyperstack(selection);
  const image = onlyImage(whole);
  if (image && whole.shape[1] > 1) {
    reader.notes.push(
      `note: ${args.operands[0]}: red, green and blue are equal everywhere: written as one grey channel`,
    );
  }
  return image ?? whole;
}

/** "3 times, 2 channels, 60×256×256"; "512×512 rgb" for a picture. */
function extentText(image: Image | Hyperstack): string {
  if (!isHyperstack(image)) return shapeText(image.shape);
  const { shape, meaning } = image;
  const [times, channels, depth, height, width] = shape;
  const volume = shapeText([...(depth > 1 ? [depth] : []), height, width]);
  const colour = meaning !== "channels" && meaning !== "grey";
  return [
    ...(times > 1 ? [`${times} times`] : []),
    ...(channels > 1 && !colour ? [`${channels} channels`] : []),
    colour ? `${volume} ${meaning}` : volume,
  ].join(", ");
}

/** What the options ask of the writer. Throws E_OPTION for one that the format does not know. */
function encodeOptions(args: Arguments, format: Format): EncodeOptions {
  const [levels, version] = [args.number("levels"), args.text("ome-zarr")];
  const fits: Record<string, readonly Format[]> = { levels: ["tiff", "zarr"], tiles: ["tiff"], "ome-zarr": ["zarr"] };
  for (const [flag, formats] of Object.entries(fits)) {
    if (args.text(flag) === undefined || formats.includes(format)) continue;
    const names = formats.map((name) => FORMAT_NAMES[name]).join(" and ");
    throw usageError(args.who, `--${flag} is for ${names}, not for ${FORMAT_NAMES[format]}`);
  }
  return {
    file: { ...(levels !== undefined && { levels }), ...(args.has("tiles") && { tiles: true }) },
    folder: {
      ...(levels !== undefined && { levels }),
      ...(version !== undefined && { version: version as "0.4" | "0.5" }),
    },
  };
}
