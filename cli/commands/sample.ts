import { dtypeOf } from "../../bindings/core/image.js";
import { SAMPLES, type SampleName, sample } from "../../bindings/sample/index.js";
import type { Call, Command, Outcome } from "../command.js";
import { encodeImage, shapeText } from "../encode.js";
import { COMMON_FLAGS } from "../flags.js";
import { IMAGE_ENDINGS, outputFlag } from "../formats.js";
import { Outputs } from "../output.js";

const names = Object.keys(SAMPLES) as SampleName[];

export const sampleCommand: Command = {
  name: "sample",
  summary: "Write a generated example image: the same voxels on every computer.",
  group: "Helpers",
  operands: [{ name: "NAME", summary: names.map((name) => `${name} (${SAMPLES[name]})`).join("; "), choices: names }],
  flags: [outputFlag("the image to write"), ...COMMON_FLAGS],
  examples: [
    ["segwasm sample nuclei -o nuclei.tif", "a volume to try everything on"],
    ["segwasm sample cells -o cells.png", "a picture"],
  ],
  run: runSample,
};

async function runSample({ args, host }: Call): Promise<Outcome> {
  const name = args.operands[0] as SampleName;
  const output = args.text("output") as string;
  const target = { flag: "--output", path: output, extensions: IMAGE_ENDINGS };
  const outputs = Outputs.plan(host, args.who, [target], [], args.has("force"));
  host.progress(`drawing ${name}`);
  const image = sample(name);
  outputs.write([[output, await encodeImage(output, image)]]);
  const dtype = dtypeOf(image.data);
  return {
    document: { name, output, dtype, shape: image.shape, spacing: image.spacing ?? null, unit: image.unit ?? null },
    messages: [`${name}, ${shapeText(image.shape)} ${dtype}, written to ${output}`],
  };
}
