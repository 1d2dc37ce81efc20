import { defineConfig } from "vitest/config";

export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    include: ["test/**/*.test.ts"],
    exclude: process.env.SEGWASM_SLOW ? ["**/node_modules/**"] : ["test/slow/**", "**/node_modules/**"],
    globalSetup: "test/fresh.ts",
    pool: "forks",
    // Most files read the same three hundred modules, and none may change what is global.
    isolate: false,
    maxWorkers: 2,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
