import { expect, it } from "vitest";
import { findEngine } from "../../.ci/browsers.mjs";
import { sample, segment } from "../../bindings/index.js";
import { kernelsOf } from "../builds.js";
import { Firefox } from "./firefox.js";
import { buildAndServe } from "./site.js";

it("works in Firefox, with the numbers of Node", async () => {
  const program = findEngine("firefox");
  if (!program) throw new Error("no Firefox here: install it, or name its path in SEGWASM_FIREFOX");
  const site = await buildAndServe();
  const firefox = await Firefox.start(program);
  try {
    await firefox.goTo(`${site.address}#sample=cells`);
    const state = () =>
      firefox.run<string[]>(`
        const text = (id) => document.getElementById(id)?.textContent ?? "";
        return [text("count"), document.getElementById("level").value, text("banner-title")];`);
    const want = segment(kernelsOf(), sample("cells"));
    const level = String(Number(want.threshold.toPrecision(6)));
    await expect.poll(state, { timeout: 60_000, interval: 500 }).toEqual([String(want.count), level, ""]);
    // Something is drawn: the canvas is not of one colour.
    const colours = await firefox.run<number>(`
      const shown = document.getElementById("canvas");
      const copy = Object.assign(document.createElement("canvas"), { width: shown.width, height: shown.height });
      const context = copy.getContext("2d");
      context.drawImage(shown, 0, 0);
      return new Set(new Uint32Array(context.getImageData(0, 0, copy.width, copy.height).data.buffer)).size;`);
    expect(colours).toBeGreaterThan(100);
  } finally {
    await firefox.close();
    site.close();
  }
});
