import type { Color } from "./segmentation.js";

/** What a colour table says of one label. */
export interface ColorEntry {
  readonly labelValue: number;
  readonly name: string;
  readonly color: Color;
  /** As in a segment's tag `TerminologyEntry`. */
  readonly terminology?: string | undefined;
}
