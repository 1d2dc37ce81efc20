import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What a checker of accessibility complains about, one line each. */
export async function complaints(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    interface Violation {
      id: string;
      help: string;
      nodes: { target: unknown[]; failureSummary?: string }[];
    }
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
    );
  });
}

/** Elements that stick out of what they lie in, and text that is cut where nothing says so. */
export function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.documentElement;
    const found =
      root.scrollWidth > root.clientWidth || root.scrollHeight > root.clientHeight ? ["the page scrolls"] : [];
    for (const side of document.querySelectorAll<HTMLElement>(".side, .bar, .status")) {
      if (side.offsetParent && side.scrollWidth > side.clientWidth) found.push(`${side.className} is too wide`);
    }
    for (const element of document.querySelectorAll<HTMLElement>("button, label, output, h2, .number")) {
      const cut = element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== "inline";
      if (element.offsetParent && cut && !element.closest(".visually-hidden"))
        found.push(`${element.id || element.textContent} is cut`);
    }
    return found;
  });
}
