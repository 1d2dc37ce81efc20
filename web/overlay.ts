import { isPictureName } from "../bindings/quint/series.js";
import type { CallOptions, FileEntry, Segmenter } from "../bindings/worker.js";
import { announce } from "./messages.js";
import type { Subject, ViewerStore } from "./state.js";
import { formatCount, printableName } from "./text.js";

/** Shows the objects of a segmentation over an image, with a row of the table for each. */
export async function layOver(
  store: ViewerStore,
  segmenter: Segmenter,
  subject: Subject,
  file: FileEntry,
  call: CallOptions,
): Promise<void> {
  const { width, height } = subject;
  const start = performance.now();
  const overlay = await segmenter.request("quintOverlay", [file, { width, height }], call);
  const { mapping, scale } = overlay;
  const labels = { ...subject.image, ...overlay.labels, shape: subject.image.shape };
  const table = await segmenter.request("stats", [labels, subject.image], call);
  // Another image was opened meanwhile.
  if (store.state.subject !== subject) return;
  let foreground = 0;
  for (let i = 0; i < labels.data.length; i++) if (labels.data[i] !== 0) foreground++;
  const size = scale === 1 ? "" : `, ${Number((100 * scale).toPrecision(4))} % of the image's size`;
  const origin = `${printableName(nameOf(file))}: ${mapping}${size}`;
  const count = table.rows;
  const milliseconds = performance.now() - start;
  const { settings } = store.state;
  store.update({
    result: { settings, labels, count, threshold: undefined, origin, foreground, table, milliseconds },
    segments: undefined,
    selected: 0,
    labelsVisible: true,
  });
  announce(`${formatCount(count)} ${count === 1 ? "object" : "objects"} of ${printableName(nameOf(file))}.`);
}

const nameOf = ({ path }: FileEntry) => path.slice(path.lastIndexOf("/") + 1);
const stemOf = (file: FileEntry) => nameOf(file).replace(/(\.ome)?\.[^.]*$/i, "");

/** Whether a file holds outlines of objects, by its name. */
export const isOutlines = (file: FileEntry) => /\.(geojson|roi|zip)$/i.test(nameOf(file));

/**
 * An image and its segmentation, where two files are that by their names: one name begins with the other, as programs for
 * segmentation name what they save. Equal names are told by their kinds: outlines, then PNG, then the smaller file.
 */
export function imageAndSegmentation(
  files: readonly FileEntry[],
): [image: FileEntry, segmentation: FileEntry] | undefined {
  const [a, b] = files as [FileEntry, FileEntry];
  if (files.length !== 2 || ![a, b].every((file) => isPictureName(nameOf(file)) || isOutlines(file))) return undefined;
  const [stemA, stemB] = [stemOf(a), stemOf(b)];
  if (!stemA.startsWith(stemB) && !stemB.startsWith(stemA)) return undefined;
  // A digit that goes on is another number: a_s1 is not the image of a_s10.
  const rest = stemA.startsWith(stemB) ? stemA.slice(stemB.length) : stemB.slice(stemA.length);
  if (/^\d/.test(rest)) return undefined;
  const marks = (file: FileEntry, stem: string) =>
    [isOutlines(file), stem.length, /\.png$/i.test(nameOf(file)), -file.blob.size].map(Number);
  const [ofA, ofB] = [marks(a, stemA), marks(b, stemB)];
  const at = ofA.findIndex((mark, i) => mark !== ofB[i]);
  return at >= 0 && (ofA[at] as number) > (ofB[at] as number) ? [b, a] : [a, b];
}
