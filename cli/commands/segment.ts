import { basename } from "node:path";
import type { Image } from "../../bindings/core/image.js";
import { type Kernels, watched } from "../../bindings/core/kernels.js";
import { encodePng } from "../../bindings/io/index.js";
import {
  SEGMENT_PARAMETERS,
  type SegmentOptions,
  type SegmentResult,
  segment,
  segmentRecipe,
} from "../../bindings/recipe/segment.js";
import { type Call, type Command, type Outcome, readingFlags } from "../command.js";
import type { Content } from "../durable.js";
import { describeResult, encodeImage, encodeTable, labelDigest, shapeText } from "../encode.js";
import { parameterFlags, pathFlag } from "../flags.js";
import { IMAGE_ENDINGS, outputFlag, PICTURE_ENDINGS, RECIPE_ENDINGS, TABLE_ENDINGS } from "../formats.js";
import { Outputs, type Target } from "../output.js";
import { plural, shortNumber } from "../printable.js";
import { contrastOf } from "../report/contrast.js";
import { drawOverlay } from "../report/overlay.js";

export const segmentCommand: Command = {
  name: "segment",
  summary: "Find and label the objects of an image: blur, threshold, erode, label, expand.",
  group: "Segment",
  operands: [{ name: "IMAGE", summary: "the image to read" }],
  flags: readingFlags([
    outputFlag("the label image to write"),
    ...parameterFlags(SEGMENT_PARAMETERS),
    pathFlag("stats", `also measure the objects, and write the table (${TABLE_ENDINGS.join(", ")})`),
    pathFlag("overlay", "also draw the outlines of the objects on the image (.png)", { placeholder: "FILE.png" }),
    pathFlag("recipe-out", "also write these steps as a recipe (.json)", { placeholder: "FILE.json" }),
  ]),
  examples: [
    ["segwasm segment nuclei.tif -o labels.tif", "with the defaults, made for nuclei about 50 voxels wide"],
    ["segwasm segment small.tif -o labels.tif --sigma 1 --erode 3 --expand 3", "for objects about 10 voxels wide"],
    [
      "segwasm segment nuclei.tif -o labels.tif --stats table.csv --overlay look.png",
      "with a table and a picture to check it",
    ],
    ["segwasm segment stack.tif --channel 1 -o labels.tif --threshold 1200", "the second channel, a level of your own"],
  ],
  notes: [
    "The threshold is in the image's own units, and foreground lies strictly above it. Labels are written in the " +
      "smallest type that holds them. The erosion cuts objects apart that touch; it also removes those that are " +
      "narrower than twice its radius.",
  ],
  run: runSegment,
};

/** Everything the command may write, with the option that asks for it. */
function targetsOf({ args }: Call): Target[] {
  const endings = {
    output: IMAGE_ENDINGS,
    stats: TABLE_ENDINGS,
    overlay: PICTURE_ENDINGS,
    "recipe-out": RECIPE_ENDINGS,
  };
  return Object.entries(endings).flatMap(([flag, extensions]) => {
    const path = args.text(flag);
    return path === undefined ? [] : [{ flag: `--${flag}`, path, extensions }];
  });
}

async function runSegment(call: Call): Promise<Outcome> {
  const { args, host, reader } = call;
  const input = args.operands[0] as string;
  const options = args.options(Object.keys(SEGMENT_PARAMETERS)) as SegmentOptions;
  const outputs = Outputs.plan(host, args.who, targetsOf(call), [input], args.has("force"));
  const loading = call.kernels();
  const image = await reader.read(input, args.selection());
  const k = await loading;
  const start = performance.now();
  const onProgress = (part: number) => host.progress(`segmenting ${basename(input)}`, part);
  const result = watched(k, { onProgress }, () => segment(k, image, options));
  const computed = performance.now();
  outputs.write(await filesOf(call, k, image, result, options));
  const output = args.text("output") as string;
  const { dtype, shape } = describeResult(result.labels);
  const ms = { read: reader.milliseconds, compute: computed - start, write: performance.now() - computed };
  const { threshold, foreground, count } = result;
  const document = { path: input, threshold, foreground, labels: count, dtype, shape, output, ms };
  const part = foreground / image.data.length;
  return {
    document: { ...document, sha256: labelDigest(result.labels) },
    messages: [
      `${plural(count, "object")}, ${shapeText(shape)} ${dtype}, written to ${output}`,
      `threshold ${shortNumber(threshold, 6)}, ${shortNumber(100 * part, 3)} % above it, ${Math.round(ms.compute)} ms`,
    ],
  };
}

async function filesOf(
  { args, host }: Call,
  k: Kernels,
  image: Image,
  { labels, table }: SegmentResult,
  options: SegmentOptions,
): Promise<[string, Content][]> {
  const [output, stats, overlay, recipe] = ["output", "stats", "overlay", "recipe-out"].map((flag) => args.text(flag));
  const files: [string, Content][] = [[output as string, await encodeImage(output as string, labels)]];
  if (stats !== undefined) files.push([stats, await encodeTable(stats, table)]);
  if (overlay !== undefined) {
    host.progress("drawing");
    const { data, width, height } = drawOverlay(image, labels, contrastOf(k, image));
    files.push([overlay, encodePng({ data, width, height, channels: 3 })]);
  }
  if (recipe !== undefined) {
    files.push([recipe, `${JSON.stringify(segmentRecipe(options, image.shape.length), null, 2)}\n`]);
  }
  return files;
}
