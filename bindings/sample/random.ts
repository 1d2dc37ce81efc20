/**
 * Numbers of a linear congruential generator (the constants of Numerical Recipes). Samples use nothing else, and only
 * + − × ÷ and square roots, so that every engine draws the same picture.
 */
export class SampleRandom {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** A whole number from 0 to 255. */
  byte(): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return this.state >>> 24;
  }

  /** A number in [low, high), in 65,536 steps. */
  between(low: number, high: number): number {
    const step = this.byte() * 256 + this.byte();
    return low + ((high - low) * step) / 65536;
  }

  /** Nearly normal noise: mean 0, standard deviation 1, never beyond ±3.5. */
  noise(): number {
    return (this.byte() + this.byte() + this.byte() + this.byte() - 510) / 147.8;
  }
}
