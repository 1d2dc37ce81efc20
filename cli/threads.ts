import { availableParallelism } from "node:os";

/** More threads than these hardly make images of usual sizes faster. */
export const MOST_DEFAULT_THREADS = 8;

/** Threads to work with when so many were asked for. */
export function threadsOf(wanted: number | undefined): number {
  return Math.min(wanted ?? MOST_DEFAULT_THREADS, availableParallelism());
}
