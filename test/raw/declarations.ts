import { blurs } from "./declare/blurs.js";
import { changes } from "./declare/changes.js";
import { components } from "./declare/components.js";
import { floods } from "./declare/floods.js";
import { growth } from "./declare/growth.js";
import { labels } from "./declare/labels.js";
import { masks } from "./declare/masks.js";
import { measures } from "./declare/measures.js";
import { meshes } from "./declare/meshes.js";
import { neighbourhoods } from "./declare/neighbourhoods.js";
import { surfaces } from "./declare/surfaces.js";
import { thresholds } from "./declare/thresholds.js";
import type { Declarations } from "./draw.js";

/**
 * What each raw export wants: the arguments of one random call, in order. An export without an entry fails
 * test/raw/calls.test.ts. Sizes and types come from `Draw`; `out`, `maskOut` and `change` declare what the call writes,
 * `put`, `image`, `labels` and `mask` what it may only read, `room` its scratch.
 */
export const DECLARATIONS: Declarations = {
  ...thresholds,
  ...masks,
  ...components,
  ...floods,
  ...growth,
  ...labels,
  ...measures,
  ...blurs,
  ...changes,
  ...neighbourhoods,
  ...surfaces,
  ...meshes,
};
