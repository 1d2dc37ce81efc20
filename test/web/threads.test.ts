import { availableParallelism } from "node:os";
import { describe, expect, it } from "vitest";
import { computed, eventually, ViewerTest } from "./viewer.js";

const viewer = new ViewerTest();

describe("the viewer's worker", () => {
  it("shares its calls among threads, which the page's policy allows", async () => {
    const page = await viewer.open();
    await page.click('button[data-sample="cells"]');
    await eventually(() => page.textContent("#subject-name")).toBe("sample cells");
    await computed(page);
    const [worker] = page.workers();
    const loaded = await worker?.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
    const build = availableParallelism() > 1 ? "threads" : "simd";
    expect(loaded).toEqual(expect.arrayContaining([expect.stringMatching(new RegExp(`/${build}-[^/]+\\.wasm$`))]));
    const helpers = (loaded ?? []).filter((name) => /\/browser-helper-[^/]+\.js$/.test(name));
    expect(helpers.length).toBe(Math.min(8, availableParallelism()) - 1);
  });
});
