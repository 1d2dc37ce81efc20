import { basename } from "node:path";
import { type Image, isMask } from "../../bindings/core/image.js";
import { watched } from "../../bindings/core/kernels.js";
import { type Op, type Other, othersOf, runOp } from "../../bindings/core/op.js";
import type { Parameter } from "../../bindings/core/options.js";
import { maskToLabels } from "../../bindings/ops/mask-labels.js";
import { REGISTRY } from "../../bindings/registry.js";
import { type Call, type Command, type Example, type Outcome, readingFlags } from "../command.js";
import { describeResult, encodeImage, isLabelmap, shapeText } from "../encode.js";
import { type Flag, kebab, parameterFlags, pathFlag } from "../flags.js";
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
    flags: readingFlags([outputFlag(WRITES[op.output]), ...otherFlags(op), ...parameterFlags(op.parameters)]),
    examples: examplesOf(op),
    run: (call) => runStep(op, call),
  };
}

/** An option with a file for each further input. */
function otherFlags(op: Op): Flag[] {
  return Object.entries(othersOf(op)).map(([name, { summary, required }]) =>
    pathFlag(kebab(name), summary, { placeholder: "IMG", ...(required && { required }) }),
  );
}

/** A line that works, and one that shows the first option with a value. */
function examplesOf(op: Op): Example[] {
  const input = { image: "image.tif", mask: "mask.tif", labels: "labels.tif" }[op.input];
  const output = op.name === "label" ? "labels.tif" : `${op.name}.tif`;
  const entries = Object.entries(op.parameters);
  const others = Object.entries(othersOf(op));
  const needed = [
    ...others.filter(([, other]) => other.required).flatMap(sampleFile),
    ...entries.filter(([, parameter]) => parameter.required).flatMap(sampleOption),
  ];
  const base = ["segwasm", op.name, input, "-o", output, ...needed].join(" ");
  const first = entries.find(([, parameter]) => !parameter.required);
  const lines: Example[] = [[base, needed.length > 0 ? "the options it needs" : "with its defaults"]];
  for (const other of others) {
    if (!other[1].required) lines.push([[base, ...sampleFile(other)].join(" "), other[1].summary]);
  }
  if (first) lines.push([[base, ...sampleOption(first)].join(" "), first[1].summary]);
  return lines;
}

function sampleFile([name]: [string, Other]): string[] {
  return [`--${kebab(name)}`, `${kebab(name)}.tif`];
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

/** The further inputs that were given, each by its name and file. */
function otherPaths(op: Op, { args }: Call): [name: string, path: string][] {
  return Object.keys(othersOf(op)).flatMap((name): [string, string][] => {
    const path = args.text(kebab(name));
    return path === undefined ? [] : [[name, path]];
  });
}

/** Reads a further input: the channel, time and slices of the main one, as far as the file has such axes. */
function readOther({ args, reader }: Call, path: string): Promise<Image> {
  const { channel, time, slab } = args.selection();
  return reader.with(path, ({ axes, shape, read }) =>
    read({
      ...(channel !== undefined && /[CS]/.test(axes) && { channel }),
      ...(time !== undefined && axes.includes("T") && { time }),
      // It may have been cut before.
      ...(slab && axes.includes("Z") && shape[axes.indexOf("Z")] !== slab[1] - slab[0] && { slab }),
    }),
  );
}

async function runStep(op: Op, call: Call): Promise<Outcome> {
  const { args, host, reader } = call;
  const input = args.operands[0] as string;
  const output = args.text("output") as string;
  const target = { flag: "--output", path: output, extensions: IMAGE_ENDINGS };
  const paths = otherPaths(op, call);
  const inputs = [input, ...paths.map(([, path]) => path)];
  const outputs = Outputs.plan(host, args.who, [target], inputs, args.has("force"));
  const loading = call.kernels();
  const image = await reader.read(input, args.selection());
  const others: Record<string, Image> = {};
  for (const [name, path] of paths) others[name] = await readOther(call, path);
  const k = await loading;
  const start = performance.now();
  const options = { ...args.options(Object.keys(op.parameters)), ...others };
  const onProgress = (part: number) => host.progress(`${op.name} of ${basename(input)}`, part);
  const result = watched(k, { onProgress }, () => runOp(op, k, image as never, options));
  const computed = performance.now();
  const written = isMask(result) ? maskToLabels(k, result) : result;
  outputs.write([[output, await encodeImage(output, written)]]);
  const ms = { read: reader.milliseconds, compute: computed - start, write: performance.now() - computed };
  const count = isLabelmap(result) ? { labels: result.count } : {};
  const description = describeResult(result);
  const what = isLabelmap(result) ? plural(result.count, "label") : `${description.kind} of ${description.dtype}`;
  const read = paths.length > 0 ? { others: Object.fromEntries(paths) } : {};
  return {
    document: { op: op.name, path: input, ...read, output, ...description, ...count, ms },
    messages: [`${what}, ${shapeText(description.shape)}, written to ${output}`],
  };
}
