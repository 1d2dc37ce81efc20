import type { Image, Labelmap, Mask } from "./image.js";
import type { Kernels } from "./kernels.js";
import { defaultsOf, type Parameters, resolveOptions } from "./options.js";
import {
  asImage,
  asLabels,
  asMask,
  putImage,
  putLabels,
  putMask,
  type Resident,
  type ResidentImage,
  type ResidentLabels,
  type ResidentMask,
  takeResident,
} from "./resident.js";
import { type Scratch, scratch } from "./scratch.js";

/** What an operation reads or makes. */
export interface Kinds {
  image: { resident: ResidentImage; outside: Image; input: Image };
  mask: { resident: ResidentMask; outside: Mask; input: Mask | Image };
  labels: { resident: ResidentLabels; outside: Labelmap; input: Image };
}
export type Kind = keyof Kinds;

/**
 * One operation: everything the library, the command line, the viewer and the docs need to know about it.
 * `step` works on objects that already lie in linear memory, so that chains never leave it.
 */
export interface Op<I extends Kind = Kind, O extends Kind = Kind, P extends object = object> {
  /** The name on the command line and in recipes: lower case, words joined by hyphens. */
  readonly name: string;
  /** One sentence, starting with a verb. */
  readonly summary: string;
  readonly input: I;
  readonly output: O;
  readonly parameters: Parameters;
  step(s: Scratch, input: Kinds[I]["resident"], options: Resolved<P>): Kinds[O]["resident"];
}

/** Options as a step sees them: defaults filled in, vectors spelled out to one number per axis. */
export type Resolved<P> = {
  [K in keyof P]-?: readonly number[] extends NonNullable<P[K]> ? readonly number[] : NonNullable<P[K]>;
};

/** Declares an operation; only fixes the types. */
export function defineOp<I extends Kind, O extends Kind, P extends object>(op: Op<I, O, P>): Op<I, O, P> {
  return op;
}

/** Check → scratch → put → call → take, the same for every operation. The input is never modified. */
export function runOp<I extends Kind, O extends Kind, P extends object>(
  op: Op<I, O, P>,
  k: Kernels,
  input: Kinds[I]["input"],
  options: P,
): Kinds[O]["outside"] {
  return scratch(k, (s) => {
    const resident = putKind(s, op.name, op.input, input);
    const resolved = resolveOptions(op.name, op.parameters, options, resident.shape.length) as Resolved<P>;
    return takeResident(s, op.step(s, resident as Kinds[I]["resident"], resolved)) as Kinds[O]["outside"];
  });
}

/** An operation of which only the output's kind is known where it is used. */
export interface AnyOp<O extends Kind = Kind> extends Omit<Op<Kind, O>, "step"> {
  step(s: Scratch, input: never, options: never): Kinds[O]["resident"];
}

/** Runs one operation inside a chain, converting the object at hand to the kind it reads. */
export function chainOp<O extends Kind>(
  s: Scratch,
  op: AnyOp<O>,
  object: Resident,
  options: object,
): Kinds[O]["resident"] {
  const resolved = resolveOptions(op.name, op.parameters, options, object.shape.length);
  return op.step(s, convertKind(s, op.name, op.input, object) as never, resolved as never);
}

/** The defaults of an operation, as its `X_DEFAULTS` constant. */
export function opDefaults<P extends object>(parameters: Parameters): Readonly<Partial<P>> {
  return Object.freeze(defaultsOf(parameters)) as Readonly<Partial<P>>;
}

/** Copies an input in as the kind an operation reads. */
export function putKind(s: Scratch, who: string, kind: Kind, input: Image | Mask): Resident {
  if (kind === "mask") return putMask(s, who, input);
  if ("bits" in input) return convertKind(s, who, kind, putMask(s, who, input));
  return kind === "labels" ? putLabels(s, who, input) : putImage(s, who, input);
}

function convertKind(s: Scratch, who: string, kind: Kind, object: Resident): Resident {
  if (kind === "mask") return asMask(s, who, object);
  return kind === "labels" ? asLabels(s, who, object) : asImage(s, who, object);
}
