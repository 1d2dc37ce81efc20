import { memoryUsage } from "node:process";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes in arrays below which looking for what can be freed costs more than it frees. */
const WORTHWHILE = 64 * 2 ** 20;

let collect: (() => void) | undefined;

/**
 * Frees arrays that nothing refers to any more. V8 lets large arrays lie until it looks for small ones: a file and its
 * unpacked bytes would still be held while the result is encoded.
 */
export function giveBack(): void {
  if (memoryUsage().arrayBuffers < WORTHWHILE) return;
  if (!collect) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as () => void;
  }
  collect();
}
