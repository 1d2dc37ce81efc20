import { byId } from "./dom.js";
import { labelAt } from "./pointer.js";
import { type Subject, spacingOf, type ViewerStore } from "./state.js";
import { formatValue, printableName } from "./text.js";
import type { Pixel } from "./view/zoom.js";

/** The line that tells position, value and label under the pointer. Outside of the image it is empty. */
export function setUpReadout(store: ViewerStore): void {
  const line = byId("readout", HTMLOutputElement);
  store.watch(["cursor", "z", "subject", "result", "labelsVisible"], ({ cursor, subject, z }) => {
    line.textContent = cursor && subject ? describePixel(subject, z, cursor, labelAt(store, cursor)) : "";
  });
  store.watch(["subject"], ({ subject }) => {
    const right = byId("status-right", HTMLSpanElement);
    right.textContent = subject ? `${subject.image.shape.join(" × ")} · ${subject.dtype}` : "";
  });
}

/** "name [z y x]: value", then the label and the place in the image's unit. */
export function describePixel(subject: Subject, z: number, { x, y }: Pixel, label: number): string {
  const value = subject.image.data[(z * subject.height + y) * subject.width + x] as number;
  const flat = subject.image.shape.length === 2;
  const index = flat ? `${y} ${x}` : `${z} ${y} ${x}`;
  const parts = [`${printableName(subject.name)} [${index}]: ${formatValue(value)}`];
  if (label > 0) parts.push(`label ${label}`);
  if (subject.image.spacing) parts.push(placeInUnit(subject, z, { x, y }));
  return parts.join("   ·   ");
}

function placeInUnit(subject: Subject, z: number, { x, y }: Pixel): string {
  const spacing = spacingOf(subject);
  const place = [y * spacing.y, x * spacing.x];
  if (subject.image.shape.length === 3) place.unshift(z * spacing.z);
  return `${place.map((along) => along.toFixed(2)).join(", ")} ${spacing.unit}`;
}
