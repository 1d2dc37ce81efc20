import { RUN } from "./labelled";

/** Moves the labelled runs of a row to where the runs of their labels stand. `starts` is advanced. */
export function scatterRuns(runs: usize, starts: usize, run: usize, end: usize, row: u32): void {
  for (; run < end; run += RUN) {
    const start = starts + (<usize>load<u32>(run, 8) << 2);
    const place = load<u32>(start);
    store<u32>(start, place + 1);
    const at = runs + <usize>place * RUN;
    store<u32>(at, row);
    store<u64>(at, load<u64>(run), 4);
  }
}
