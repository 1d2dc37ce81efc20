/** Red, green and blue, 0 to 255. */
export type Colour = readonly [number, number, number];

/** A bright colour for every label; neighbouring numbers lie far apart on the colour circle. */
export function labelColour(label: number): Colour {
  // Steps of the golden ratio, in 65,536ths of the circle.
  const hue = Math.imul(label, 40503) & 0xffff;
  const sector = Math.floor((hue * 6) / 65536);
  const rise = Math.floor((((hue * 6) / 65536) % 1) * 200);
  const [low, high] = [55, 255];
  const up = low + rise;
  const down = high - rise;
  const wheel: Colour[] = [
    [high, up, low],
    [down, high, low],
    [low, high, up],
    [low, down, high],
    [up, low, high],
    [high, low, down],
  ];
  return wheel[sector] as Colour;
}
