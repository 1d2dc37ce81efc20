import { expect, it } from "vitest";
import { temporaryFolder } from "./host.js";
import { endAndGoOn, groundOf } from "./run-killed.js";

it("loses nothing and leaves nothing half when it is interrupted or killed", async () => {
  const ground = await groundOf(temporaryFolder(), 6, [60, 80]);
  await endAndGoOn(ground, "SIGINT", 700);
  expect(await endAndGoOn(ground, "SIGKILL", 900)).toBeLessThanOrEqual(6);
});
