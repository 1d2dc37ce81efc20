import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { type Image, sample } from "../../bindings/index.js";
import { writeImage } from "../../bindings/io/index.js";
import { HEADERS } from "../../web/headers.js";
import { eventually, giveFile, openFile, saved, ViewerTest } from "./viewer.js";

const viewer = new ViewerTest();
const small: Image = { data: Uint8Array.from({ length: 32 * 32 }, (_, i) => (i * 37) % 256), shape: [32, 32] };
const png = await writeImage(small, "png");
const tiff = await writeImage(sample("acceptance"), "tiff", { compress: false });

const banner = async (page: Page) => {
  await page.waitForSelector("#banner:not([hidden])");
  return (await page.textContent("#banner .banner-text")) ?? "";
};

describe("hostile names", () => {
  it.each([
    "<img src=x onerror=globalThis.hurt=1>.png",
    '"><script>globalThis.hurt=1</script>.png',
    "=cmd|' /C calc'!A0.png",
    "a\u202egnp.exe.png",
  ])("are shown as text only: %s", async (name) => {
    const page = await viewer.open();
    await giveFile(page, { name, bytes: png });
    await eventually(() => page.textContent("#subject-name")).toContain(name.includes("\u202e") ? "\ufffd" : name);
    expect(await page.textContent("#subject-name")).not.toContain("\u202e");
    await page.mouse.move(640, 400);
    await page.waitForSelector("#count");
    const { name: output } = await saved(page, "save-labels");
    expect(output).not.toMatch(/[<>:"/\\|?*]/);
    expect(await page.evaluate(() => ("hurt" in globalThis ? "hurt" : "well"))).toBe("well");
    expect(await page.locator("main img, header img, footer img").count()).toBe(0);
  });

  it("are shown as text in messages too", async () => {
    const page = await viewer.open();
    await giveFile(page, { name: "<b onclick=x>bold</b>.png", bytes: png.subarray(0, 40) });
    expect(await banner(page)).toContain("This file is");
    expect(await page.locator("#banner b, #banner [onclick]").count()).toBe(0);
  });
});

describe("files that cannot be shown", () => {
  const lying = png.slice();
  new DataView(lying.buffer).setUint32(16, 0x7fffffff);
  it.each([
    ["an empty file", new Uint8Array(0), /cannot be opened|incomplete/],
    ["text", new TextEncoder().encode("hello world, this is not an image"), "This file cannot be opened."],
    ["a cut file", tiff.subarray(0, tiff.length >> 1), "This file is incomplete."],
    ["a file whose header lies", lying, /damaged|too large|incomplete/],
    ["a damaged file", png.map((byte, i) => (i === 45 ? byte ^ 255 : byte)), "This file is damaged."],
  ])("%s leaves a message, and the image before it stays", async (_, bytes, words) => {
    const page = await viewer.open();
    await openFile(page, { name: "good.png", bytes: png });
    await giveFile(page, { name: "bad.tif", bytes });
    const text = await banner(page);
    if (typeof words === "string") expect(text).toContain(words);
    else expect(text).toMatch(words);
    expect(text).not.toMatch(/undefined|\[object|Error:|at .*\.js/);
    expect(await page.textContent("#subject-name")).toBe("good.png");
    expect(await page.isVisible("#busy")).toBe(false);
    await page.click("#banner-close");
    expect(await page.isVisible("#banner")).toBe(false);
    await openFile(page, { name: "again.png", bytes: png });
  });

  it("an image with NaN can be looked at, and the lesson says why it cannot be computed", async () => {
    const page = await viewer.open();
    const data = Float32Array.from({ length: 100 }, (_, i) => (i === 7 ? Number.NaN : i / 10));
    await giveFile(page, { name: "nan.tif", bytes: await writeImage({ data, shape: [10, 10] }, "tiff") });
    expect(await banner(page)).toContain("NaN or infinity");
    expect(await page.inputValue("#high")).toBe("9.9");
    await eventually(() => page.textContent("#histogram-text")).toBe("99 pixels");
  });

  it("an image of only NaN too", async () => {
    const page = await viewer.open();
    const data = new Float32Array(100).fill(Number.NaN);
    await giveFile(page, { name: "nan.tif", bytes: await writeImage({ data, shape: [10, 10] }, "tiff") });
    expect(await banner(page)).toContain("NaN or infinity");
    await eventually(() => page.textContent("#histogram-text")).toContain("nothing but NaN");
  });
});

describe("drops", () => {
  const drop = (page: Page, kind: "file" | "link" | "two", bytes: number[]) =>
    page.evaluate(
      ([what, content]) => {
        const data = new DataTransfer();
        const file = (name: string) => new File([Uint8Array.from(content as number[])], name);
        if (what === "link") data.setData("text/uri-list", "https://example.org/image.png");
        else data.items.add(file("dropped.png"));
        if (what === "two") data.items.add(file("second.png"));
        for (const type of ["dragenter", "dragover", "drop"]) {
          document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
        }
      },
      [kind, bytes] as const,
    );

  it("open a file", async () => {
    const page = await viewer.open();
    await drop(page, "file", [...png]);
    await eventually(() => page.textContent("#subject-name")).toBe("dropped.png");
    expect(await page.evaluate(() => document.body.className)).toBe("");
  });

  it("of links are ignored", async () => {
    const page = await viewer.open();
    const address = page.url();
    await drop(page, "link", []);
    await page.waitForTimeout(300);
    expect(page.url()).toBe(address);
    expect(await page.isVisible("#welcome")).toBe(true);
  });

  it("of several files are explained", async () => {
    const page = await viewer.open();
    await drop(page, "two", [...png]);
    expect(await banner(page)).toMatch(/2 files: neither an OME-Zarr image.* nor a DICOM series/);
  });
});

describe("the security policy", () => {
  it("is in the page as well, for servers without headers", () => {
    const page = readFileSync(new URL("../../web/index.html", import.meta.url), "utf8");
    const inPage = page.match(/http-equiv="Content-Security-Policy"\s+content="([^"]+)"/)?.[1];
    const sent = HEADERS["Content-Security-Policy"]?.split("; ");
    // Browsers heed this one in headers only, and complain about it in pages.
    expect(inPage?.split("; ")).toEqual(sent?.filter((rule) => !rule.startsWith("frame-ancestors")));
    expect(sent).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(sent?.join()).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*|data:/);
  });

  it("lets no markup become script, and no foreign worker start", async () => {
    const page = await viewer.open();
    // What is refused here is reported, too.
    viewer.expectProblems(/Content Security Policy|TrustedHTML|TrustedScript/);
    const refused = await page.evaluate(async () => {
      // What runs on a debugger's behalf may make code of text; a timer's callback is the page's own.
      await new Promise((later) => setTimeout(later));
      const tries: Record<string, () => unknown> = {
        markup: () => {
          document.createElement("div").innerHTML = "<b>x</b>";
        },
        code: () => new Function("return 1")(),
        worker: () => new Worker("https://example.org/worker.js"),
        blob: () => new Worker(URL.createObjectURL(new Blob(["1"]))),
      };
      return Object.entries(tries).flatMap(([name, attempt]) => {
        try {
          attempt();
          return [];
        } catch {
          return [name];
        }
      });
    });
    expect(refused).toEqual(expect.arrayContaining(["markup", "code", "worker"]));
  });
});
