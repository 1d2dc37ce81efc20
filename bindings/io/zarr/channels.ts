import { dtypeOf, dtypeRange } from "../../core/image.js";
import { type Meaning, type Volumes, volumeAt } from "../hyperstack.js";
import type { Legend } from "../legend.js";
import { isObject, type Json } from "./multiscales.js";

const WHITE = "#ffffff";

/** The channels of a picture. */
const COLOURS = { red: "FF0000", green: "00FF00", blue: "0000FF", alpha: "FFFFFF" } as const;

/** How viewers show the channels of a picture. Alpha is not shown. */
export function colourChannels({ data, channels }: Volumes): Json {
  const dtype = dtypeOf(data);
  const most = dtype === "uint8" ? 255 : dtype === "uint16" ? 65_535 : 1;
  const named = Object.entries(COLOURS).slice(0, channels);
  return {
    channels: named.map(([label, color]) => ({
      label,
      color,
      active: label !== "alpha",
      window: { min: 0, max: most, start: 0, end: most },
    })),
    rdefs: { model: "color" },
  };
}

/**
 * What the channels are called and how they are shown; undefined where nothing is known. The format asks for a colour and
 * a window of each: white, and the values there are.
 */
export function namedChannels(volumes: Volumes): Json | undefined {
  const { data, channels, channelNames, channelColors, channelWindows } = volumes;
  if (!channelNames && !channelColors && !channelWindows) return undefined;
  const range = dtypeRange(dtypeOf(data));
  return {
    channels: Array.from({ length: channels }, (_, channel) => {
      const [start, end] = channelWindows?.[channel] ?? valuesOf(volumes, channel);
      const [min, max] = range ?? [start, end];
      return {
        ...(channelNames?.[channel] && { label: channelNames[channel] }),
        color: (channelColors?.[channel] || WHITE).slice(1).toUpperCase(),
        active: true,
        window: { min: Math.min(min, start), max: Math.max(max, end), start, end },
      };
    }),
    rdefs: { model: channelColors ? "color" : "greyscale" },
  };
}

/** Least and largest value of a channel at all times. */
function valuesOf(volumes: Volumes, channel: number): [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let time = 0; time < volumes.times; time++) {
    for (const value of volumeAt(volumes, time, channel).data) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low < high && Number.isFinite(high - low) ? [low, high] : [0, 1];
}

/** What is said of the channels of an image. */
function channelsOf({ omero }: Json): Json[] {
  const { channels } = isObject(omero) ? omero : {};
  return Array.isArray(channels) ? channels.slice(0, MOST_CHANNELS).map((one) => (isObject(one) ? one : {})) : [];
}

const MOST_CHANNELS = 65_536;

/** "rgb" or "rgb+alpha" where the channels are named as those of a picture, with its colours. */
export function pictureOf(attributes: Json, count: number): Meaning | undefined {
  const found = channelsOf(attributes);
  const named = Object.entries(COLOURS).slice(0, count);
  const fits = named.every(([label, color], i) => {
    const channel = found[i] ?? {};
    return textOf(channel.label).toLowerCase() === label && textOf(channel.color).toUpperCase() === color;
  });
  return fits && found.length === count ? ({ 3: "rgb", 4: "rgb+alpha" } as const)[count] : undefined;
}

/** Names, colours and windows of the channels. White for all says nothing. */
export function legendOfChannels(attributes: Json): Legend {
  const found = channelsOf(attributes);
  const colors = found.map(({ color }) => `#${textOf(color).toLowerCase()}`);
  const windows = found.map(({ window }) => {
    const { start, end } = isObject(window) ? window : {};
    return [Number(start ?? Number.NaN), Number(end ?? Number.NaN)] as const;
  });
  return {
    channelNames: found.map(({ label }) => textOf(label)),
    ...(colors.some((color) => color !== WHITE) && { channelColors: colors }),
    channelWindows: windows,
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
