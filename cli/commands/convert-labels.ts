import { join } from "node:path";
import { dtypeOf, geometryOf, type Image } from "../../bindings/core/image.js";
import type { SegmentInfo } from "../../bindings/core/segmentation.js";
import { DEFAULT_LIMITS, type ImageFile, type Selection } from "../../bindings/io/file.js";
import { labelmapOf } from "../../bindings/io/index.js";
import { writeLabelImage } from "../../bindings/io/write-folder.js";
import { labelList, type labelsPlace, zarrLabels } from "../../bindings/io/zarr/labels.js";
import type { Call, Outcome } from "../command.js";
import { shapeText } from "../encode.js";
import { usageError } from "../flags.js";
import { folderAt } from "../input.js";
import { makeFolder } from "../make-folder.js";
import { Outputs } from "../output.js";

/** Puts a label image below an OME-Zarr image, in its version and with as many levels, and lists it there. */
export async function convertLabels(call: Call, place: NonNullable<ReturnType<typeof labelsPlace>>): Promise<Outcome> {
  const { args, host, reader } = call;
  const [input, output] = args.operands as [string, string];
  const slice = args.number("slice");
  const image = await reader.with(place.image, async (file) => file);
  if (image.format !== "zarr") throw usageError(args.who, `${place.image} is no OME-Zarr image to put labels below`);
  const { version, names } = await zarrLabels(folderAt(place.image, args.limits().maxBytes ?? DEFAULT_LIMITS.maxBytes));
  const selection = { ...args.selection(), ...(slice !== undefined && { slice }) };
  const { image: read, segments } = await reader.with(input, (file) => labelsOf(file, selection));
  // Labels lie where their image does, whatever their file says.
  const { data, shape, count } = labelmapOf(read);
  const labels = { data, shape, count, ...geometryOf(image.geometry) };
  const spatial = [...image.axes].flatMap((axis, i) => ("ZYX".includes(axis) ? [image.shape[i] as number] : []));
  const levels = image.levels?.length ?? 1;
  const files = writeLabelImage(place.name, labels, { shape: spatial, version, levels }, segments);
  const folder = join(place.image, "labels");
  makeFolder(folder);
  Outputs.plan(host, args.who, [target(output)], [input], args.has("force")).write([[output, files]]);
  const list = labelList({ version, names: [...new Set([...names, place.name])] });
  const listed = list.map(({ path, bytes }) => [join(folder, path), bytes] as const);
  // The list is the image's own and grows.
  Outputs.plan(
    host,
    args.who,
    listed.map(([path]) => target(path)),
    [],
    true,
  ).write(listed);
  const dtype = dtypeOf(data);
  return {
    document: { path: input, output, to: "zarr", image: place.image, dtype, shape, version, levels, labels: count },
    messages: [`${shapeText(shape)} ${dtype}, labels of ${place.image}, written to ${output}`],
  };
}

/** Segments that lie in one layer keep their names and colours; of others a layer must be chosen. */
async function labelsOf(
  file: ImageFile,
  selection: Selection,
): Promise<{ image: Image; segments?: readonly SegmentInfo[] }> {
  if (file.segments && Object.keys(selection).length === 0) {
    const { layers, segments, shape, fractions } = await file.readSegmentation();
    if (layers.length === 1 && !fractions) return { image: { data: layers[0] as Uint8Array, shape }, segments };
  }
  return { image: await file.read(selection) };
}

/** Names below an image have no ending. */
const target = (path: string) => ({ flag: "OUT", path, extensions: [""] });
