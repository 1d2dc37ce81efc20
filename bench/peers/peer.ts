import type { Plain } from "../compare.js";
import type { Subject } from "../measure.js";

/** Another library that does some of the tasks. */
export interface Peer {
  /** Libraries it stands for, with their versions. */
  readonly versions: Readonly<Record<string, string>>;
  /** A subject for one call on one input; undefined when the library has no such call. */
  prepare(
    library: string,
    call: string,
    input: { name: string; plain: () => Plain },
    parameters: Record<string, number>,
  ): Promise<Subject | undefined>;
  /** The result of the last run of the last prepared subject. */
  result(): Promise<Plain>;
  /** Frees what it holds of an input. */
  forget(name: string): Promise<void>;
  close(): void;
}
