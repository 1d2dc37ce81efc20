import { basename } from "node:path";
import { isMask } from "../../bindings/core/image.js";
import { type Op, runOp } from "../../bindings/core/op.js";
import type { Parameter } from "../../bindings/core/options.js";
import { maskToLabels } from "../../bindings/ops/mask-labels.js";
import { REGISTRY } from "../../bindings/registry.js";
import { type Call, type Command, type Example, type Outcome, readingFlags } from "../command.js";
import { describeResult, encodeImage, isLabelmap, shapeText } from "../encode.js";
import { kebab, parameterFlags } from "../flags.js";
import { IMAGE_ENDINGS, outputFlag } from "../formats.js";
import { Outputs } from "../output.js";
import { plural } from "../printable.js";

const READS = {
  image: "the image to read",
  mask: "the mask to read; every value but 0 is foreground",
  labels: "the label image to read",
} as const;

const WRITES = {
  image: "the image to write",
  mask: "the mask to write, 0 and 1",
  labels: "the label image to write",
} as const;

/** One command for every operation of the registry, printed from its descriptor. */
export function stepCommands(): Command[] {
  return REGISTRY.map(stepCommand);
}

function stepCommand(op: Op): Command {
  return {
    name: op.name,
    summary: op.summary,
    group: "One step",
    operands: [{ name: "IN", summary: READS[op.input] }],
    flags: readingFlags([outputFlag(WRITES[op.output]), ...parameterFlags(op.parameters)]),
    examples: examplesOf(op),
    run: (call) => runStep(op, call),
  };
}

/** A line that works, and one that shows the first option with a value. */
function examplesOf(op: Op): Example[] {
  const input = { image: "image.tif", mask: "mask.tif", labels: "labels.tif" }[op.input];
  const output = op.name === "label" ? "labels.tif" : `${op.name}.tif`;
  const entries = Object.entries(op.parameters);
  const needed = entries.filter(([, parameter]) => parameter.required);
  const base = ["segwasm", op.name, input, "-o", output, ...needed.flatMap(sampleOption)].join(" ");
  const first = entries.find(([, parameter]) => !parameter.required);
  const lines: Example[] = [[base, needed.length > 0 ? "the options it needs" : "with its defaults"]];
  if (first) lines.push([[base, ...sampleOption(first)].join(" "), first[1].summary]);
  return lines;
}

function sampleOption([key, parameter]: [string, Parameter]): string[] {
  const name = `--${kebab(key)}`;
  if (parameter.type === "boolean") return [name];
  if (parameter.type === "vector") return [name, "1,2,2"];
  if (parameter.type === "choice" || parameter.type === "number-or-choice") {
    return [name, String(parameter.choices.find((choice) => choice !== parameter.default) ?? parameter.default)];
  }
  return [name, String(parameter.default === undefined ? (parameter.min ?? 100) : parameter.default * 2 || 1)];
}

async function runStep(op: Op, { args, host, reader, kernels }: Call): Promise<Outcome> {
  const input = args.operands[0] as string;
  const output = args.text("output") as string;
  const target = { flag: "--output", path: output, extensions: IMAGE_ENDINGS };
  const outputs = Outputs.plan(host, args.who, [target], [input], args.has("force"));
  const image = await reader.read(input, args.selection());
  host.progress(`${op.name} of ${basename(input)}`);
  const k = await kernels();
  const start = performance.now();
  const result = runOp(op, k, image as never, args.options(Object.keys(op.parameters)));
  const computed = performance.now();
  const written = isMask(result) ? maskToLabels(k, result) : result;
  outputs.write([[output, await encodeImage(output, written)]]);
  const ms = { read: reader.milliseconds, compute: computed - start, write: performance.now() - computed };
  const count = isLabelmap(result) ? { labels: result.count } : {};
  const description = describeResult(result);
  const what = isLabelmap(result) ? plural(result.count, "label") : `${description.kind} of ${description.dtype}`;
  return {
    document: { op: op.name, path: input, output, ...description, ...count, ms },
    messages: [`${what}, ${shapeText(description.shape)}, written to ${output}`],
  };
}
