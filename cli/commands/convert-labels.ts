import { join } from "node:path";
import { dtypeOf, geometryOf } from "../../bindings/core/image.js";
import { DEFAULT_LIMITS } from "../../bindings/io/file.js";
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
  const read = await reader.read(input, { ...args.selection(), ...(slice !== undefined && { slice }) });
  // Labels lie where their image does, whatever their file says.
  const { data, shape, count } = labelmapOf(read);
  const labels = { data, shape, count, ...geometryOf(image.geometry) };
  const spatial = [...image.axes].flatMap((axis, i) => ("ZYX".includes(axis) ? [image.shape[i] as number] : []));
  const levels = image.levels?.length ?? 1;
  const files = writeLabelImage(place.name, labels, { shape: spatial, version, levels });
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

/** Names below an image have no ending. */
const target = (path: string) => ({ flag: "OUT", path, extensions: [""] });
