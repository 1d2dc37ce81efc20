import type { Segmentation } from "../../bindings/core/segmentation.js";
import { writeSegmentation } from "../../bindings/io/index.js";
import { segmentExtents } from "../../bindings/segmentation/count.js";
import { collapseLayers, mergeSegments } from "../../bindings/segmentation/layers.js";
import { type Call, type Command, type Outcome, readingFlags } from "../command.js";
import { shapeText } from "../encode.js";
import { choiceFlag, pathFlag } from "../flags.js";
import { Outputs } from "../output.js";
import { plural, printable } from "../printable.js";

const ENDINGS = [".seg.nrrd"];

export const layersCommand: Command = {
  name: "layers",
  summary: "List the segments of a file and the layers they share, or put them into fewer layers.",
  group: "Look and measure",
  operands: [{ name: "FILE", summary: "a segmentation (.seg.nrrd, DICOM SEG) or a label image" }],
  flags: readingFlags([
    choiceFlag(
      "collapse",
      ["fewest", "greedy", "one"],
      "share layers: as few as can be, as 3D Slicer does, or one with overwriting",
    ),
    pathFlag("output", `write the result (${ENDINGS.join(", ")})`, { alias: "o" }),
  ]),
  examples: [
    ["segwasm layers organs.seg.nrrd", "segments, their labels, colours and voxels"],
    ["segwasm layers organs.dcm --collapse fewest -o organs.seg.nrrd", "in as few layers as can be"],
    ["segwasm layers organs.seg.nrrd --collapse one -o flat.seg.nrrd", "later segments cover earlier ones"],
  ],
  notes: ["Segments that overlap need layers of their own. Only --collapse one changes voxels, and says how many."],
  run: runLayers,
};

async function runLayers({ args, host, reader, kernels }: Call): Promise<Outcome> {
  const path = args.operands[0] as string;
  const output = args.text("output");
  const targets = output === undefined ? [] : [{ flag: "--output", path: output, extensions: ENDINGS }];
  const outputs = Outputs.plan(host, args.who, targets, [path], args.has("force"));
  const given = await reader.with(path, (file) => file.readSegmentation(args.selection()));
  const k = await kernels();
  const how = args.text("collapse");
  const segmentation =
    how === undefined || given.fractions
      ? given
      : how === "one"
        ? mergeSegments(k, given)
        : collapseLayers(k, given, { method: how as "fewest" | "greedy" });
  const count = (of: Segmentation) => (of.fractions ? [] : segmentExtents(k, of));
  const [before, after] = [count(given), count(segmentation)];
  if (output !== undefined) outputs.write([[output, await writeSegmentation(segmentation, "nrrd")]]);
  const segments = segmentation.segments.map(({ id, name, layer, labelValue, color, tags }, at) => {
    const { count: voxels = null, box = null } = after[at] ?? {};
    const lost = voxels === null ? 0 : (before[at]?.count ?? 0) - voxels;
    return { id, name, layer, labelValue, color, tags, voxels, box, lost };
  });
  const [from, to] = [given.layers.length, segmentation.layers.length];
  const changed = how === undefined ? "" : `, ${from} before`;
  const lost = segments.reduce((sum, segment) => sum + segment.lost, 0);
  return {
    document: {
      path,
      shape: given.shape,
      layersBefore: from,
      layers: to,
      fractions: given.fractions ?? null,
      segments,
      output: output ?? null,
    },
    data: `${listing(segmentation, segments).join("\n")}\n`,
    messages: [
      ...(lost > 0 ? [`note: ${plural(lost, "voxel")} of overlapping segments went`] : []),
      `${shapeText(given.shape)}, ${plural(segments.length, "segment")} in ${plural(to, "layer")}${changed}`,
      ...(output === undefined ? [] : [`written to ${output}`]),
    ],
  };
}

function listing({ segments }: Segmentation, counted: readonly { voxels: number | null }[]): string[] {
  const rows = segments.map(({ layer, labelValue, color, name, id }, at) => {
    const hex = color
      .map((part) =>
        Math.round(part * 255)
          .toString(16)
          .padStart(2, "0"),
      )
      .join("");
    const called = printable(name === id ? name : `${name} (${id})`);
    return [String(layer), String(labelValue), `#${hex}`, String(counted[at]?.voxels ?? "-"), called];
  });
  const table = [["layer", "label", "colour", "voxels", "segment"], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => (row[column] as string).length)));
  return table.map((row) => {
    const cells = row.slice(0, 4).map((cell, at) => cell.padStart(widths[at] as number));
    return [...cells, row[4]].join("  ");
  });
}
