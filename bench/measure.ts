/** Something that can be timed again and again. */
export interface Subject {
  name: string;
  /** One repetition; returns its milliseconds by the subject's own clock. */
  run(): number | Promise<number>;
}

/** Times of one subject in milliseconds. */
export interface Timing {
  name: string;
  rounds: number;
  min: number;
  median: number;
  /** The median is more than 1.3 times the minimum: something else was using the machine. */
  noisy: boolean;
}

export interface MeasureOptions {
  /** Repetitions of each subject that is fast enough. */
  rounds: number;
  /** Milliseconds one subject may take in all; slower subjects run fewer rounds, but never fewer than two. */
  budget: number;
}

/** Times subjects in turns, A B C A B C …, so that a busy moment of the machine hits all of them alike. */
export async function measure(subjects: readonly Subject[], { rounds, budget }: MeasureOptions): Promise<Timing[]> {
  const quotas: number[] = [];
  for (const subject of subjects) {
    // The first run is cold and never counted.
    const first = await subject.run();
    const second = first * 3 < budget ? await subject.run() : first;
    quotas.push(Math.max(2, Math.min(rounds, Math.floor(budget / Math.min(first, second)))));
  }
  const times: number[][] = subjects.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, subject] of subjects.entries()) {
      if (round < (quotas[i] as number)) times[i]!.push(await subject.run());
    }
  }
  return subjects.map(({ name }, i) => summarise(name, times[i] as number[]));
}

/** Minimum and median of milliseconds. */
export function summarise(name: string, times: readonly number[]): Timing {
  const sorted = [...times].sort((a, b) => a - b);
  const [min, median] = [sorted[0] as number, sorted[sorted.length >> 1] as number];
  return { name, rounds: sorted.length, min, median, noisy: median > 1.3 * min };
}

/** Times a synchronous function by the clock of this process. */
export function subject(name: string, body: () => void): Subject {
  return {
    name,
    run() {
      const start = performance.now();
      body();
      return performance.now() - start;
    },
  };
}

/**
 * The yardstick: copying memory so that as many bytes are read and written as the kernel has in its input and output.
 */
export function copySubject(bytesMoved: number): Subject {
  const bytes = Math.max(1, Math.round(bytesMoved / 2));
  const [from, to] = [new Uint8Array(bytes).fill(1), new Uint8Array(bytes).fill(2)];
  // Small copies are repeated until the clock can see them.
  const times = Math.max(1, Math.round(2e6 / bytes));
  return {
    name: "memcpy",
    run() {
      const start = performance.now();
      for (let i = 0; i < times; i++) to.set(from);
      return (performance.now() - start) / times;
    },
  };
}
