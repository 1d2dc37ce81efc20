import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { HEADERS } from "./headers.js";

const root = fileURLToPath(new URL(".", import.meta.url));

/** The viewer: `vite --config web/vite.config.ts` serves it, `vite build --config web/vite.config.ts` makes dist/web. */
export default defineConfig({
  root,
  // Relative, so that the built page works from any folder of any server.
  base: "./",
  server: { headers: HEADERS, hmr: { overlay: false } },
  preview: { headers: HEADERS },
  worker: { format: "es" },
  plugins: [
    {
      // For servers that are no part of the page, such as that of `segwasm view`.
      name: "headers",
      generateBundle() {
        this.emitFile({ type: "asset", fileName: "headers.json", source: `${JSON.stringify(HEADERS, null, 2)}\n` });
      },
    },
  ],
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    target: "es2022",
    // Data URLs would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
