/** Batches that are killed at any moment: what is there is whole, and going on gives what an undisturbed run gives. */
import { expect, it } from "vitest";
import { temporaryFolder } from "../cli/host.js";
import { endAndGoOn, groundOf } from "../cli/run-killed.js";
import { randomNumbers } from "../images.js";

const TRIALS = Number(process.env["SEGWASM_KILLS"] ?? 25);

it(`survives ${TRIALS} kills and ${TRIALS} interruptions at random moments`, async () => {
  const ground = await groundOf(temporaryFolder(), 12, [300, 400], 2);
  const resumed: number[] = [];
  const random = randomNumbers(7);
  for (let i = 0; i < 2 * TRIALS; i++) {
    const moment = { done: Math.floor(11 * random()), milliseconds: 200 * random() };
    resumed.push(await endAndGoOn(ground, i % 2 === 0 ? "SIGKILL" : "SIGINT", moment));
  }
  // Otherwise nothing was interrupted in the middle.
  expect(resumed.some((done) => done > 0 && done < 12)).toBe(true);
}, 3_600_000);
