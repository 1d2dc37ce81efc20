import { ArgumentRangeError } from "../core/errors.js";
import { describe } from "../core/image.js";
import { printable, type Source } from "./source.js";

/** What the channels and times of a file are called. Lists have an entry for each channel. */
export interface Legend {
  /** Names; "" for a channel without one. */
  channelNames?: readonly string[] | undefined;
  /** Colours in which channels are shown, as "#rrggbb"; "" for a channel without one. */
  channelColors?: readonly string[] | undefined;
  /** Values of each channel that are shown black and in its full colour. */
  channelWindows?: readonly (readonly [low: number, high: number])[] | undefined;
  /** Time from one time point to the next, in `timeUnit`; positive. */
  timeStep?: number | undefined;
  /** Unit of `timeStep`: "s", "ms", "µs", "ns", "min", "h" or "d" where the file names one of these. */
  timeUnit?: string | undefined;
}

/** What is longer is no name of a channel. */
const LONGEST_NAME = 200;
const LONGEST_UNIT = 40;
const COLOR = /^(#[0-9a-f]{6})?$/;

/** The legend of an image with one, and nothing else of it. */
export function legendOf({ channelNames, channelColors, channelWindows, timeStep, timeUnit }: Legend): Legend {
  return {
    ...(channelNames && { channelNames }),
    ...(channelColors && { channelColors }),
    ...(channelWindows && { channelWindows }),
    ...(timeStep !== undefined && { timeStep }),
    ...(timeUnit !== undefined && { timeUnit }),
  };
}

/** What of a file's legend can be true of so many channels and times; lists may be longer or shorter than they should. */
export function soundLegend(source: Source, legend: Legend, channels: number, times: number): Legend {
  const { channelNames = [], channelColors = [], channelWindows = [], timeStep = 0, timeUnit } = legend;
  const each = <T>(list: readonly T[], missing: T) => Array.from({ length: channels }, (_, i) => list[i] ?? missing);
  if (channelNames.some((name) => name.length > LONGEST_NAME)) {
    source.note(`a channel has a name of more than ${LONGEST_NAME} characters, which is left out`);
  }
  const names = each(channelNames, "").map((name) => (name.length > LONGEST_NAME ? "" : printable(name.trim())));
  const colors = each(channelColors, "").map((color) => (COLOR.test(color) ? color : ""));
  const shown = channels > 0 && channelWindows.length === channels && channelWindows.every(isWindow);
  const timed = times > 1 && timeStep > 0 && Number.isFinite(timeStep);
  return {
    ...(names.some(Boolean) && { channelNames: names }),
    ...(colors.some(Boolean) && { channelColors: colors }),
    ...(shown && { channelWindows }),
    ...(timed && { timeStep }),
    ...(timed && timeUnit && timeUnit.length <= LONGEST_UNIT && { timeUnit: printable(timeUnit) }),
  };
}

function isWindow([low, high]: readonly [number, number]): boolean {
  return Number.isFinite(low) && Number.isFinite(high) && low < high;
}

/** The legend of what is left of a file when one channel or time of it is taken. */
export function chosenLegend(legend: Legend, channel: number | undefined, time: number | undefined): Legend {
  const { channelNames, channelColors, channelWindows, timeStep, timeUnit } = legend;
  const cut = <T>(list: readonly T[] | undefined) => (channel === undefined ? list : list?.slice(channel, channel + 1));
  const moving = time === undefined ? { timeStep, timeUnit } : {};
  return legendOf({
    channelNames: cut(channelNames),
    channelColors: cut(channelColors),
    channelWindows: cut(channelWindows),
    ...moving,
  });
}

/** Throws E_OPTION unless a legend can be one of so many channels. */
export function checkLegend(who: string, legend: Legend, channels: number): void {
  const { channelNames, channelColors, channelWindows, timeStep } = legend;
  const lists = { channelNames, channelColors, channelWindows };
  for (const [name, list] of Object.entries(lists)) {
    if (list === undefined || (Array.isArray(list) && list.length === channels)) continue;
    const message = `${who}: expected ${name} to have an entry for each of ${channels} channels, got ${describe(list)}`;
    throw new ArgumentRangeError("E_OPTION", message);
  }
  const isName = (name: unknown) => typeof name === "string" && name.length <= LONGEST_NAME;
  const checks: readonly [name: string, sound: boolean, wanted: string, got: unknown][] = [
    ["channelNames", channelNames?.every(isName) ?? true, `texts of up to ${LONGEST_NAME} characters`, channelNames],
    ["channelColors", channelColors?.every((one) => COLOR.test(one)) ?? true, 'like "#00ff00"', channelColors],
    ["channelWindows", channelWindows?.every(isWindow) ?? true, "pairs of numbers, low < high", channelWindows],
    ["timeStep", timeStep === undefined || (timeStep > 0 && Number.isFinite(timeStep)), "> 0", timeStep],
  ];
  for (const [name, sound, wanted, got] of checks) {
    if (!sound) throw new ArgumentRangeError("E_OPTION", `${who}: expected ${name} ${wanted}, got ${describe(got)}`);
  }
}

/** A colour of three bytes as "#rrggbb". */
export function hexColor(parts: readonly number[]): string {
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

/** The bytes of "#rrggbb". */
export function bytesOfColor(color: string): [red: number, green: number, blue: number] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)) as [number, number, number];
}
