import type { Report, Row, RowSubject } from "./report.js";
import { PEERS } from "./tables.js";

/** Rows of these operations are many and alike; the tables have them. */
const LEFT_OUT = /^(Components, \d+ %|Copies alone)/;

const [WIDTH, LABELS, MARGIN] = [900, 330, 32];
const [TOP, LINE, BOTTOM] = [112, 19, 44];

/** Colours for a light and for a dark ground, and a shape, so that colour is never all that tells peers apart. */
const STYLES: Record<(typeof PEERS)[number], { light: string; dark: string; shape: Shape }> = {
  "scikit-image": { light: "#0b62b0", dark: "#62b5f5", shape: "circle" },
  SciPy: { light: "#00795a", dark: "#3fc79f", shape: "square" },
  NumPy: { light: "#6b6b6b", dark: "#b5b5b5", shape: "diamond" },
  OpenCV: { light: "#c2410c", dark: "#fb925c", shape: "triangle" },
  "opencv-js": { light: "#8b2fa0", dark: "#d797e6", shape: "cross" },
  "image-js": { light: "#8a6100", dark: "#e0b83c", shape: "bar" },
};

type Shape = "circle" | "square" | "diamond" | "triangle" | "cross" | "bar";

/** Outlines about 9 wide around the origin. */
const SHAPES: Record<Shape, string> = {
  circle: '<circle r="4.5"/>',
  square: '<path d="M-4-4h8v8h-8z"/>',
  diamond: '<path d="M0-5.5L5.5 0 0 5.5-5.5 0z"/>',
  triangle: '<path d="M0-5.5L5 4h-10z"/>',
  cross: '<path d="M-4.5-2l2.5-2.5 2 2.2 2-2.2 2.5 2.5-2.2 2 2.2 2-2.5 2.5-2-2.2-2 2.2-2.5-2.5 2.2-2z"/>',
  bar: '<path d="M-2-5.5h4v11h-4z"/>',
};

/**
 * The ratios to all peers as a picture: one line a row, a mark where the peer's time is so many times our kernel's, and a
 * tail to where it is against our whole call. Readable on light and on dark grounds, and without colours.
 */
export function drawPlot({ rows, machine }: Report): string {
  const shown = rows.filter((row) => !LEFT_OUT.test(row.title) && marksOf(row).length > 0);
  const peers = PEERS.filter((peer) => shown.some((row) => marksOf(row).some(({ name }) => name === peer)));
  const axis = new Axis(shown.flatMap(marksOf).flatMap(({ timesKernel, timesCall }) => [timesKernel, timesCall]));
  const height = TOP + LINE * shown.length + BOTTOM;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title">`,
    '<title id="title">How many times longer other libraries take than the kernels of segwasm</title>',
    `<style>${styleSheet()}</style>`,
    `<rect class="ground" width="${WIDTH}" height="${height}" rx="8"/>`,
    `<text class="head" x="${MARGIN}" y="32">How many times longer other libraries take</text>`,
    `<text x="${MARGIN}" y="54">One thread each, ${escaped(machine.cpu)}. Mark: against our kernel; end of the tail: with our copies.</text>`,
    ...legend(peers),
    ...shown.map((_, i) => `<path class="guide" d="M${LABELS} ${heightOf(i)}H${WIDTH - MARGIN}"/>`),
    ...axis.draw(height),
    ...shown.flatMap((row, i) => drawRow(row, heightOf(i), axis)),
    "</svg>",
    "",
  ].join("\n");
}

/** Where the middle of a row is. */
const heightOf = (row: number): number => TOP + LINE * (row + 0.5);

/** What a row has to show: of each peer its fastest way. */
function marksOf({ subjects }: Row): RowSubject[] {
  return PEERS.flatMap((peer) => {
    const ways = subjects.filter(({ name }) => name === peer).sort((a, b) => a.min - b.min);
    return ways.slice(0, 1);
  });
}

/** A logarithmic axis over whole decades. */
class Axis {
  readonly #low: number;
  readonly #high: number;

  constructor(values: readonly number[]) {
    this.#low = Math.floor(Math.log10(Math.min(1, ...values)));
    this.#high = Math.max(this.#low + 1, Math.ceil(Math.log10(Math.max(1, ...values))));
  }

  x(value: number): number {
    const share = (Math.log10(value) - this.#low) / (this.#high - this.#low);
    return rounded(LABELS + share * (WIDTH - LABELS - MARGIN));
  }

  draw(height: number): string[] {
    const [top, bottom] = [TOP - 6, height - BOTTOM + 4];
    const lines: string[] = [];
    for (let decade = this.#low; decade <= this.#high; decade++) {
      const value = 10 ** decade;
      const x = this.x(value);
      lines.push(`<path class="${decade === 0 ? "even" : "grid"}" d="M${x} ${top}V${bottom}"/>`);
      lines.push(
        `<text class="tick" x="${x}" y="${bottom + 18}">${decade < 0 ? value.toFixed(-decade) : value}×</text>`,
      );
    }
    return lines;
  }
}

function drawRow(row: Row, y: number, axis: Axis): string[] {
  const label = `<text class="label" x="${LABELS - 14}" y="${y + 4}">${escaped(row.title)}</text>`;
  const marks = marksOf(row).map(({ name, timesKernel, timesCall }) => {
    const style = STYLES[name as (typeof PEERS)[number]];
    const [at, tail] = [axis.x(timesKernel), axis.x(timesCall)];
    const words = `${name}: ${short(timesKernel)}× our kernel, ${short(timesCall)}× our whole call`;
    return (
      `<g class="${classOf(name)}"><title>${escaped(words)}</title><path class="tail" d="M${tail} ${y}H${at}"/>` +
      `<g transform="translate(${at} ${y})">${SHAPES[style.shape]}</g></g>`
    );
  });
  return [label, ...marks];
}

function legend(peers: readonly (typeof PEERS)[number][]): string[] {
  return peers.map((peer, i) => {
    const x = MARGIN + 6 + 118 * i;
    const mark = `<g class="${classOf(peer)}" transform="translate(${x} 78)">${SHAPES[STYLES[peer].shape]}</g>`;
    return `${mark}<text x="${x + 12}" y="82">${peer}</text>`;
  });
}

const classOf = (peer: string): string => peer.toLowerCase();

function styleSheet(): string {
  const marks = (ground: "light" | "dark") =>
    PEERS.map((peer) => {
      const colour = STYLES[peer][ground];
      return `.${classOf(peer)}{fill:${colour}}.${classOf(peer)} .tail{stroke:${colour}}`;
    }).join("");
  return [
    "text{font:12px system-ui,sans-serif;fill:#1f2328}.head{font-size:17px;font-weight:600}",
    ".label{text-anchor:end}.tick{text-anchor:middle}",
    ".ground{fill:#fff;stroke:#d0d7de}.grid,.guide{stroke:#d8dee4}.guide{stroke-dasharray:1 3}",
    ".even{stroke:#1f2328;stroke-width:1.5}.tail{stroke-width:2;opacity:.55}",
    marks("light"),
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.ground{fill:#0d1117;stroke:#30363d}",
    `.grid,.guide{stroke:#30363d}.even{stroke:#e6edf3}${marks("dark")}}`,
  ].join("");
}

const rounded = (value: number): number => Math.round(value * 10) / 10;
const short = (value: number): string => (value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3))));

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
