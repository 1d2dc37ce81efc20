import { dtypeOf } from "../../bindings/core/image.js";
import { FORMAT_NAMES, type Format, formatOfName, lostParts } from "../../bindings/io/index.js";
import { type Call, type Command, type Outcome, readingFlags } from "../command.js";
import { encodeImage, shapeText } from "../encode.js";
import { wholeFlag } from "../flags.js";
import { IMAGE_ENDINGS } from "../formats.js";
import { Outputs } from "../output.js";

export const convertCommand: Command = {
  name: "convert",
  summary: "Write an image or label file in another format: the same values, and as much geometry as it can hold.",
  group: "Helpers",
  operands: [
    { name: "IN", summary: "the file to read" },
    { name: "OUT", summary: `the file to write; its ending chooses the format (${IMAGE_ENDINGS.join(", ")})` },
  ],
  flags: readingFlags([wholeFlag("slice", "take this slice of a volume only, counted from 0")]),
  examples: [
    ["segwasm convert scan.nii.gz scan.nrrd", "values, spacing, origin and direction are kept"],
    ["segwasm convert stack.tif slice.png --slice 12", "one slice as a picture"],
  ],
  notes: [
    "Values and element type never change: what a format cannot hold is refused. What it cannot say of the geometry is reported.",
  ],
  run: runConvert,
};

async function runConvert({ args, host, reader }: Call): Promise<Outcome> {
  const [input, output] = args.operands as [string, string];
  const slice = args.number("slice");
  const target = { flag: "OUT", path: output, extensions: IMAGE_ENDINGS };
  const outputs = Outputs.plan(host, args.who, [target], [input], args.has("force"));
  const { format: from, image } = await reader.with(input, async (file) => ({
    format: file.format,
    image: await file.read({ ...args.selection(), ...(slice !== undefined && { slice }) }),
  }));
  const start = performance.now();
  outputs.write([[output, await encodeImage(output, image)]]);
  const to = formatOfName(output) as Format;
  const lost = lostParts(image, to);
  const ms = { read: reader.milliseconds, write: performance.now() - start };
  const dtype = dtypeOf(image.data);
  return {
    document: { path: input, from, output, to, dtype, shape: image.shape, lost, ms },
    messages: [
      ...(lost.length > 0 ? [`note: ${FORMAT_NAMES[to]} does not keep ${lost.join(", ")}`] : []),
      `${shapeText(image.shape)} ${dtype}, ${FORMAT_NAMES[from]} to ${FORMAT_NAMES[to]}, written to ${output}`,
    ],
  };
}
