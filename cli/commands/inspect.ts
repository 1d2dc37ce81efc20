import { basename } from "node:path";
import type { Image } from "../../bindings/core/image.js";
import type { ImageFile } from "../../bindings/io/file.js";
import { encodePng } from "../../bindings/io/index.js";
import { type Inspection, inspectImage } from "../../bindings/ops/quality.js";
import { type Call, type Command, type Outcome, openingOptions, readingFlags } from "../command.js";
import { shapeText } from "../encode.js";
import { EXIT } from "../exit.js";
import { choiceFlag, pathFlag, switchFlag, usageError, wholeFlag } from "../flags.js";
import { DRAWING_ENDINGS } from "../formats.js";
import { Outputs } from "../output.js";
import { drawPixels, drawSvg } from "../report/drawing.js";
import { drawHistogram } from "../report/histogram.js";
import { headerText, inspectionText } from "../report/inspection.js";
import { hasLayers, pictureOfSegments } from "../report/segments.js";

export const inspectCommand: Command = {
  name: "inspect",
  summary: "Check the quality of an image: range, bit depth, clipping, contrast, histogram, kind.",
  group: "Look and measure",
  operands: [{ name: "IMAGE", summary: "the image to check" }],
  flags: readingFlags([
    wholeFlag("slice", "check this slice of a volume only, counted from 0"),
    switchFlag("header", "tell what its header says, without decoding a voxel: for files of any length"),
    pathFlag("histogram", `also draw the histogram (${DRAWING_ENDINGS.join(", ")})`),
    choiceFlag("fail-on", ["clipping"], "exit with 1 when the image is clipped"),
  ]),
  examples: [
    ["segwasm inspect nuclei.tif", "a report with the histogram as a sketch"],
    ["segwasm inspect stack.tif --channel 1 --slice 29 --histogram slice.svg", "one slice, drawn"],
    ["segwasm inspect long.tif --header", "axes, shape and type of a file of any length; nothing is decoded"],
    ["segwasm inspect section.ome.tif --level 3", "a coarser level of a pyramid; the report lists all of them"],
    ["segwasm inspect raw.png --fail-on clipping --quiet > report.txt || echo overexposed", "in a script"],
  ],
  notes: ["Every voxel counts; none is sampled. Percentages of clipping are fractions in --json."],
  run: runInspect,
};

async function runInspect({ args, host, reader, kernels }: Call): Promise<Outcome> {
  const path = args.operands[0] as string;
  if (args.has("header")) return inspectHeader({ args, reader }, path);
  const drawing = args.text("histogram");
  const targets = drawing === undefined ? [] : [{ flag: "--histogram", path: drawing, extensions: DRAWING_ENDINGS }];
  const outputs = Outputs.plan(host, args.who, targets, [path], args.has("force"));
  const slice = args.number("slice");
  const { file, image, segmentation } = await reader.with(path, async (opened) => {
    // A channel that is asked for is taken as an image.
    const layered = hasLayers(opened) && Object.keys(args.selection()).length === 0;
    if (layered) return { file: opened, segmentation: await opened.readSegmentation() };
    // Of a long stack only the slice is decoded.
    return { file: opened, image: await opened.read({ ...args.selection(), ...(slice !== undefined && { slice }) }) };
  });
  host.progress(`checking ${basename(path)}`);
  const picture = segmentation && pictureOfSegments(await kernels(), segmentation);
  const looked = (image ?? picture?.image) as Image;
  const inspection = inspectImage(await kernels(), looked, {
    // A picture of segments is stored nowhere.
    ...(image ? { stored: { bitDepth: file.bitDepth } } : slice !== undefined && { slice }),
  });
  if (drawing !== undefined) outputs.write([[drawing, histogramFile(drawing, path, inspection, slice)]]);
  const clipped = inspection.verdicts.some(({ id, level }) => id === "clipping" && level === "warn");
  const failed = args.text("fail-on") === "clipping" && clipped;
  return {
    document: {
      ...inspectionDocument(path, file, inspection, {
        ...openingOptions(inspectCommand, args),
        ...args.selection(),
        ...(slice !== undefined && { slice }),
      }),
      ...(picture && { layers: picture.layers, segments: picture.segments, notes: [...file.notes, picture.note] }),
    },
    data: inspectionText(host, path, file, inspection),
    messages: [
      ...(picture ? [`note: ${path}: ${picture.note}`] : []),
      ...(drawing === undefined ? [] : [`histogram written to ${drawing}`]),
      ...(failed ? [`segwasm: ${path} is clipped`] : []),
    ],
    code: failed ? EXIT.someFailed : EXIT.done,
  };
}

/** What the file says of itself. */
async function inspectHeader({ args, reader }: Pick<Call, "args" | "reader">, path: string): Promise<Outcome> {
  const other = ["histogram", "fail-on", "slice", "channel", "time", "slab"].find(
    (flag) => args.text(flag) !== undefined,
  );
  if (other !== undefined) throw usageError(args.who, `--${other} needs voxels, and --header reads none`);
  return reader.with(path, async (file) => {
    const { geometry, notes, segments } = file;
    return {
      document: { path, ...headerDocument(file), ...geometry, notes, ...(segments && { segments }) },
      data: headerText(path, file),
    };
  });
}

function headerDocument({ format, axes, shape, levels, dtype, bitDepth, legend }: ImageFile): object {
  return { format, axes, shape, ...(levels && { pyramid: levels }), dtype, bitDepth, ...legend };
}

/** The file as it is, then the figures of what was looked at in it. */
function inspectionDocument(path: string, file: ImageFile, inspection: Inspection, selection: object): object {
  const { notes, segments } = file;
  const { shape: inspected, dtype: _dtype, bitDepth: bits, ...figures } = inspection;
  return {
    path,
    ...headerDocument(file),
    bits,
    selection,
    inspected,
    ...figures,
    notes,
    ...(segments && { segments }),
  };
}

function histogramFile(target: string, path: string, inspection: Inspection, slice?: number): Uint8Array | string {
  const { shape, dtype, min, max, mean, histogram } = inspection;
  const part = slice === undefined ? "" : `, slice ${slice}`;
  const drawing = drawHistogram(histogram, {
    title: `${basename(path)}${part}`,
    subtitle: `${shapeText(shape)} ${dtype}, ${min} to ${max}, mean ${Number(mean.toPrecision(6))}`,
    axis: "intensity",
  });
  if (target.toLowerCase().endsWith(".svg")) return drawSvg(drawing);
  const { data, width, height } = drawPixels(drawing);
  return encodePng({ data, width, height, channels: 3 });
}
