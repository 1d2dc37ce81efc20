import { ArgumentRangeError } from "../core/errors.js";
import { describe } from "../core/image.js";
import type { Numbered, Selection } from "./file.js";
import type { Legend } from "./legend.js";
import type { Source } from "./source.js";

/** An index below `count`; of one thing it need not be given. Throws E_OPTION, which tells the names where there are. */
export function choose(
  source: Source,
  what: "channel" | "time" | "slice" | "level",
  count: number,
  chosen: number | undefined,
  names?: readonly string[],
): number {
  if (chosen === undefined) {
    if (count === 1) return 0;
    const called = names ? `: ${listed(names)}` : "";
    throw new ArgumentRangeError(
      "E_OPTION",
      `${source.name}: has ${count} ${what}s: choose one with ${what} 0 to ${count - 1} (--${what} N)${called}`,
    );
  }
  if (Number.isInteger(chosen) && chosen >= 0 && chosen < count) return chosen;
  const range = count === 1 ? "0" : `0 to ${count - 1}`;
  throw new ArgumentRangeError(
    "E_OPTION",
    `${source.name}: has ${count} ${what}${count === 1 ? "" : "s"}: expected ${what} ${range} (--${what}), got ${chosen}`,
  );
}

/** The number of a channel that is chosen by its name: a name in full, or else the only one that differs in case alone. */
export function withNumber(source: Source, selection: Selection, { channelNames: names = [] }: Legend): Numbered {
  const { channel, ...rest } = selection;
  if (channel === undefined) return rest;
  // Names are often wavelengths: a number that is none of a channel may be one.
  const exact = names.indexOf(String(channel));
  if (typeof channel === "number") return { ...rest, channel: channel >= names.length && exact >= 0 ? exact : channel };
  const similar = names.flatMap((name, i) => (name.toLowerCase() === channel.toLowerCase() ? [i] : []));
  const number = exact >= 0 ? exact : similar.length === 1 ? similar[0] : undefined;
  if (number !== undefined) return { ...rest, channel: number };
  const known = names.length > 0 ? `its channels are ${listed(names)}` : "its channels have no names: choose by number";
  throw new ArgumentRangeError("E_OPTION", `${source.name}: has no channel ${describe(channel)}; ${known}`);
}

function listed(names: readonly string[]): string {
  return names.map((name, i) => (name === "" ? String(i) : `${i} ${name}`)).join(", ");
}

/** The first slice to read and the one behind the last. */
export function chosenSlices(source: Source, count: number, { slice, slab }: Numbered): readonly [number, number] {
  if (slice !== undefined && slab !== undefined) {
    throw new ArgumentRangeError("E_OPTION", `${source.name}: expected a slice or a slab, not both`);
  }
  if (slice !== undefined) choose(source, "slice", count, slice);
  const [from, to] = slab ?? (slice === undefined ? [0, count] : [slice, slice + 1]);
  if ([from, to].every(Number.isInteger) && from >= 0 && from < to && to <= count) return [from, to];
  throw new ArgumentRangeError(
    "E_OPTION",
    `${source.name}: has ${count} slice${count === 1 ? "" : "s"}: expected a slab within 0 to ${count} (--slab FROM:TO), got ${from} to ${to}`,
  );
}
