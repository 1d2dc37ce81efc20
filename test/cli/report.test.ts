import { describe, expect, it } from "vitest";
import { labelColour } from "../../bindings/io/label-colour.js";
import { Canvas } from "../../cli/report/canvas.js";
import { box, drawPixels, drawSvg, escapeXml, words } from "../../cli/report/drawing.js";
import { LETTER, paintText, textWidth } from "../../cli/report/font.js";
import { drawHistogram, niceTicks, resample, sketchHistogram } from "../../cli/report/histogram.js";
import { drawOverlay } from "../../cli/report/overlay.js";
import { drawn } from "../images.js";

/** A canvas as text: dots for black, letters for the colours in the order in which they appear. */
function shown(canvas: Canvas, from: [number, number], size: [number, number]): string[] {
  const names = new Map<string, string>([["0,0,0", "."]]);
  return Array.from({ length: size[1] }, (_, row) =>
    Array.from({ length: size[0] }, (_, column) => {
      const at = 3 * ((from[1] + row) * canvas.width + from[0] + column);
      const colour = String([...canvas.data.subarray(at, at + 3)]);
      if (!names.has(colour)) names.set(colour, String.fromCharCode(96 + names.size));
      return names.get(colour);
    }).join(""),
  );
}

describe("letters", () => {
  it("are drawn on the baseline", () => {
    const rows = Array.from({ length: 9 }, () => Array(11).fill("."));
    paintText("Lg", 0, 7, (x, y) => {
      rows[y]![x] = "#";
    });
    expect(rows.map((row) => row.join(""))).toEqual([
      "#..........",
      "#..........",
      "#......####",
      "#.....#...#",
      "#.....#...#",
      "#.....#...#",
      "#####..####",
      "..........#",
      ".......###.",
    ]);
    expect(textWidth("Lg")).toBe(2 * LETTER.advance - 1);
    expect(textWidth("")).toBe(0);
  });

  it("are all different, and fit their box", () => {
    const seen = new Map<string, string>();
    for (const letter of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:-+=/%()[]_<>|#!?'\"*~&@µ×") {
      const dots: string[] = [];
      paintText(letter, 0, LETTER.ascent, (x, y) => dots.push(`${x},${y}`));
      expect(dots.length).toBeGreaterThan(1);
      expect(dots.every((dot) => /^[0-4],[0-8]$/.test(dot))).toBe(true);
      expect(seen.get(dots.join(" ")), `${letter} looks like another`).toBeUndefined();
      seen.set(dots.join(" "), letter);
    }
  });

  it("stand in for what the font lacks", () => {
    const dots: number[] = [];
    paintText("猫", 0, 7, (x) => dots.push(x));
    expect(dots).toHaveLength(20);
  });
});

describe("a drawing", () => {
  const drawing = {
    width: 12,
    height: 6,
    title: 'a<b> & "c"',
    shapes: [box(1, 2, 3, 2, [255, 0, 0]), words(11, 60, "<script>", [0, 0, 0], "end")],
  };

  it("is the same as SVG and as pixels", () => {
    expect(shown(drawPixels(drawing), [0, 0], [6, 5])).toEqual(["aaaaaa", "aaaaaa", "abbbaa", "abbbaa", "aaaaaa"]);
    expect(drawSvg(drawing)).toContain('<rect x="1" y="2" width="3" height="2" fill="#ff0000"/>');
  });

  it("holds no markup but its own", () => {
    const svg = drawSvg(drawing);
    expect(svg).toContain("<title>a&lt;b&gt; &amp; &quot;c&quot;</title>");
    expect(svg).toContain(">&lt;script&gt;</text>");
    expect(svg).not.toContain("<script");
    expect(escapeXml("a\0b\x1b\ud800c")).toBe("a\ufffdb\ufffd\ufffdc");
  });

  it("ignores what lies outside of it", () => {
    const canvas = new Canvas(2, 2);
    canvas.fill(-5, -5, 100, 6, [9, 9, 9]);
    canvas.text(-3, 1, "W", [1, 1, 1]);
    canvas.set(2, 0, [7, 7, 7]);
    expect(canvas.data).toHaveLength(12);
    expect(shown(canvas, [0, 1], [2, 1])).toEqual([".."]);
  });
});

describe("a histogram", () => {
  it("keeps its counts when its bins are squeezed", () => {
    const counts = Array.from({ length: 1000 }, (_, i) => i % 7);
    const edges = Array.from({ length: 1001 }, (_, i) => i);
    const columns = resample({ edges, counts }, 100);
    expect(columns.reduce((sum, n) => sum + n, 0)).toBe(counts.reduce((sum, n) => sum + n, 0));
    expect(columns[0]).toBe(counts.slice(0, 10).reduce((sum, n) => sum + n, 0));
  });

  it("keeps its heights when its bins are stretched, and has no gaps", () => {
    expect(resample({ edges: [0, 1, 2, 3], counts: [5, 0, 2] }, 6)).toEqual([5, 5, 0, 0, 2, 2]);
    expect(resample({ edges: [0, 1, 2, 3], counts: [1, 1, 1] }, 10)).toEqual(Array(10).fill(1));
  });

  it("survives one value", () => {
    expect(resample({ edges: [7, 7], counts: [3] }, 4).reduce((sum, n) => sum + n, 0)).toBeGreaterThan(0);
    const drawing = drawHistogram({ edges: [7, 7], counts: [3] }, { title: "t", subtitle: "s", axis: "a" });
    expect(drawing.shapes.every((shape) => Number.isFinite(shape.x) && Number.isFinite(shape.y))).toBe(true);
  });

  it("has round ticks", () => {
    expect(niceTicks(0, 255, 5)).toEqual([0, 100, 200]);
    expect(niceTicks(0, 1, 4)).toEqual([0, 0.5, 1]);
    expect(niceTicks(-3, 3, 6)).toEqual([-3, -2, -1, 0, 1, 2, 3]);
    expect(niceTicks(1e-9, 2e-9, 2)).toEqual([1e-9, 1.5e-9, 2e-9]);
  });

  it("has its tallest bar at full height, whatever the counts", () => {
    for (const most of [1, 3, 1e6]) {
      const { shapes } = drawHistogram({ edges: [0, 1, 2], counts: [most, 0] }, { title: "", subtitle: "", axis: "" });
      const bars = shapes.filter((shape) => shape.kind === "box" && shape.height > 100);
      expect(bars.map((bar) => bar.kind === "box" && bar.height)).toEqual([260, 260]);
    }
  });

  it("can be sketched in letters", () => {
    const sketch = sketchHistogram({ edges: [0, 1, 2, 3, 4], counts: [99, 9, 0, 1] }, 4, 4);
    expect(sketch).toEqual(["#", "#", "##", "## #", "----", "0  4"]);
  });
});

describe("an overlay", () => {
  it("draws the inner outline of every label in its own colour", () => {
    const shape = [40, 400];
    const image = { data: new Uint8Array(16000), shape };
    const labels = { data: new Uint8Array(16000), shape };
    for (let y = 1; y < 5; y++) for (let x = 1; x < 9; x++) labels.data[y * 400 + x] = x < 5 ? 1 : 2;
    const canvas = drawOverlay(image, labels, { low: 0, high: 255 });
    expect([canvas.width, canvas.height]).toEqual([400, 40]);
    expect(shown(canvas, [0, 0], [10, 6])).toEqual([
      "..........",
      ".aaaabbbb.",
      ".a..ab..b.",
      ".a..ab..b.",
      ".aaaabbbb.",
      "..........",
    ]);
  });

  it("outlines a label at the edge of the image too", () => {
    const full = { data: new Uint8Array(400 * 3).fill(1), shape: [3, 400] };
    expect(shown(drawOverlay(full, full, { low: 2, high: 3 }), [0, 0], [4, 3])).toEqual(["aaaa", "a...", "aaaa"]);
  });

  it("stretches the contrast and cuts beyond it", () => {
    const image = { data: Float32Array.of(-10, 0, 5, 10, 99, Number.NaN), shape: [1, 6] };
    const labels = { data: new Uint8Array(6), shape: [1, 6] };
    const canvas = drawOverlay(image, labels, { low: 0, high: 10 });
    const enlarged = canvas.width / 6;
    expect(enlarged).toBeGreaterThan(10);
    const greys = [0, 1, 2, 3, 4, 5].map((x) => canvas.data[3 * (x * enlarged)]);
    expect(greys).toEqual([0, 0, 128, 255, 255, 0]);
  });

  it("shows up to twelve numbered slices where there are labels", () => {
    const volume = (d: number) => ({ data: new Uint8Array(d * 400 * 4), shape: [d, 4, 400] });
    const labels = volume(60);
    labels.data.fill(1, 20 * 1600, 22 * 1600);
    const two = drawOverlay(volume(60), labels, { low: 0, high: 1 });
    expect(two.height).toBe(4 + 4 + 4);
    const none = drawOverlay(volume(60), volume(60), { low: 0, high: 1 });
    expect(none.height).toBeGreaterThan(two.height);
  });

  it("thins out large volumes, never pictures", () => {
    const large = { data: new Uint8Array(2 * 3 * 2000), shape: [2, 3, 2000] };
    expect(drawOverlay(large, large, { low: 0, high: 1 }).width).toBeLessThan(1300);
    const flat = { data: new Uint8Array(3 * 2000), shape: [3, 2000] };
    expect(drawOverlay(flat, flat, { low: 0, high: 1 }).width).toBe(2000);
  });

  it("gives neighbouring labels colours that are far apart, and never grey", () => {
    for (let label = 1; label < 2000; label++) {
      const [a, b] = [labelColour(label), labelColour(label + 1)];
      expect(a.every((part) => part >= 0 && part <= 255)).toBe(true);
      expect(Math.max(...a) - Math.min(...a)).toBeGreaterThan(150);
      expect(Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) + Math.abs(a[2] - b[2])).toBeGreaterThan(150);
    }
    expect(labelColour(4294967295)).toHaveLength(3);
  });

  it("reads label images of any type", () => {
    const image = drawn(["1 2", "3 4"]);
    const labels = drawn(["0 1", "0 1"], "uint32");
    expect(drawOverlay(image, labels, { low: 1, high: 4 }).width % 2).toBe(0);
  });
});
