/** Called after a change with the whole state. */
type Watcher<S> = (state: Readonly<S>) => void;

/**
 * The state of the page in one place. Changes are gathered and told once per turn of the event loop, so that a panel
 * never sees half of a change.
 */
export class Store<S extends object> {
  #state: S;
  readonly #watchers: { keys: readonly (keyof S)[]; run: Watcher<S> }[] = [];
  #changed = new Set<keyof S>();

  constructor(initial: S) {
    this.#state = initial;
  }

  get state(): Readonly<S> {
    return this.#state;
  }

  /** Changes some of the state. Values that are as they were count as no change. */
  update(patch: Partial<S>): void {
    const keys = (Object.keys(patch) as (keyof S)[]).filter((key) => !Object.is(patch[key], this.#state[key]));
    if (keys.length === 0) return;
    this.#state = { ...this.#state, ...patch };
    if (this.#changed.size === 0) queueMicrotask(() => this.#tell());
    for (const key of keys) this.#changed.add(key);
  }

  /** Runs `run` now, and again after any of `keys` has changed. */
  watch(keys: readonly (keyof S)[], run: Watcher<S>): void {
    this.#watchers.push({ keys, run });
    run(this.#state);
  }

  #tell(): void {
    const changed = this.#changed;
    this.#changed = new Set();
    for (const { keys, run } of this.#watchers) if (keys.some((key) => changed.has(key))) run(this.#state);
  }
}
