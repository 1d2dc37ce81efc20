import { expect, it } from "vitest";
import { temporaryFolder } from "./host.js";
import { endAndGoOn, groundOf } from "./run-killed.js";

it("loses nothing and leaves nothing half when it is interrupted or killed", async () => {
  const ground = await groundOf(temporaryFolder(), 6, [60, 80], 1);
  await endAndGoOn(ground, "SIGINT", { done: 0, milliseconds: 50 });
  expect(await endAndGoOn(ground, "SIGKILL", { done: 2, milliseconds: 0 })).toBeGreaterThan(0);
});
