import { ArgumentRangeError, ArgumentTypeError, MismatchedShape } from "./errors.js";
import { describe, type Image, type Labelmap, type Mask } from "./image.js";
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

/** A further input of an operation, on the grid of the main one. */
export interface Other<K extends Kind = Kind> {
  readonly kind: K;
  /** True when the operation cannot do without it. */
  readonly required?: boolean;
  /** One sentence, without the name of the input. */
  readonly summary: string;
}

/** Kinds of further inputs by name. */
type OtherKinds = Readonly<Record<string, Kind>>;

/** Further inputs as a step sees them; those that were not given are undefined. */
export type ResidentOthers<X extends OtherKinds = OtherKinds> = { readonly [K in keyof X]?: Kinds[X[K]]["resident"] };

/** Further inputs as a caller gives them, among the options. */
export type GivenOthers<X extends OtherKinds = OtherKinds> = {
  readonly [K in keyof X]?: Kinds[X[K]]["input"] | undefined;
};

/** No further inputs. */
// biome-ignore lint/complexity/noBannedTypes: the type of an object without any key that matters
export type NoOthers = {};

/**
 * One operation: everything the library, the command line, the viewer and the docs need to know about it.
 * `step` works on objects that already lie in linear memory, so that chains never leave it.
 */
export interface Op<
  I extends Kind = Kind,
  O extends Kind = Kind,
  P extends object = object,
  X extends OtherKinds = NoOthers,
> {
  /** The name on the command line and in recipes: lower case, words joined by hyphens. */
  readonly name: string;
  /** One sentence, starting with a verb. */
  readonly summary: string;
  readonly input: I;
  readonly output: O;
  readonly parameters: Parameters;
  /** For operations that compute with values and would make numbers of labels meaningless: what to use on labels. */
  readonly forLabels?: string;
  /** Inputs beside the main one, by the name they have among the options. */
  readonly others?: { readonly [K in keyof X]: Other<X[K]> };
  step(s: Scratch, input: Kinds[I]["resident"], options: Resolved<P>, others: ResidentOthers<X>): Kinds[O]["resident"];
}

/** Options as a step sees them: defaults filled in, vectors spelled out to one number per axis. */
export type Resolved<P> = {
  [K in keyof P]-?: readonly number[] extends NonNullable<P[K]> ? readonly number[] : NonNullable<P[K]>;
};

/** Declares an operation; only fixes the types. */
export function defineOp<I extends Kind, O extends Kind, P extends object, X extends OtherKinds = NoOthers>(
  op: Op<I, O, P, X>,
): Op<I, O, P, X> {
  return op;
}

/** Check → scratch → put → call → take, the same for every operation. No input is modified. */
export function runOp<I extends Kind, O extends Kind, P extends object, X extends OtherKinds = NoOthers>(
  op: Op<I, O, P, X>,
  k: Kernels,
  input: Kinds[I]["input"],
  options: P & GivenOthers<X>,
): Kinds[O]["outside"] {
  return scratch(k, (s) => {
    const resident = putKind(s, op.name, op.input, input);
    const resolved = resolveOptions(op.name, op.parameters, options, resident.shape.length, Object.keys(othersOf(op)));
    const others = putOthers(s, op, resident, options);
    const result = op.step(s, resident as Kinds[I]["resident"], resolved as Resolved<P>, others as ResidentOthers<X>);
    return takeResident(s, result) as Kinds[O]["outside"];
  });
}

/** An operation of which only the output's kind is known where it is used. */
export interface AnyOp<O extends Kind = Kind> extends Omit<Op<Kind, O>, "step"> {
  step(s: Scratch, input: never, options: never, others: ResidentOthers): Kinds[O]["resident"];
}

/** The further inputs of any operation. */
export function othersOf({ others = {} }: Pick<AnyOp, "others">): Readonly<Record<string, Other>> {
  return others as Readonly<Record<string, Other>>;
}

/** Runs one operation inside a chain, converting the objects at hand to the kinds it reads. */
export function chainOp<O extends Kind>(
  s: Scratch,
  op: AnyOp<O>,
  object: Resident,
  options: object,
  others: Readonly<Record<string, Resident>> = {},
): Kinds[O]["resident"] {
  const resolved = resolveOptions(op.name, op.parameters, options, object.shape.length);
  const further = Object.entries(others).map(([name, other]) => {
    checkSameShape(op.name, name, object, other);
    return [name, convertKind(s, `${op.name}: ${name}`, (othersOf(op)[name] as Other).kind, other)];
  });
  if (object.kind === "labels" && op.forLabels !== undefined) throw labelsRefused(op.name, op.forLabels);
  const input = convertKind(s, op.name, op.input, object);
  return op.step(s, input as never, resolved as never, Object.fromEntries(further));
}

/** The error for labels where an operation would mix their numbers. */
export function labelsRefused(who: string, instead: string): ArgumentTypeError {
  return new ArgumentTypeError("E_DTYPE", `${who}: expected an image or a mask, got labels; use ${instead} for labels`);
}

/** The error for a further input that was not given. */
export function missingOther(who: string, name: string, { summary }: Other): ArgumentRangeError {
  return new ArgumentRangeError("E_OPTION", `${who}: expected ${name} (${summary}), got none`);
}

/** Copies the further inputs in that are given among the options. Throws for required ones that are not. */
export function putOthers(
  s: Scratch,
  op: Pick<AnyOp, "name" | "others">,
  main: Resident,
  options: object,
): ResidentOthers {
  const resident: Record<string, Resident> = {};
  for (const [name, other] of Object.entries(othersOf(op))) {
    const given = (options as Record<string, Image | Mask | undefined>)[name];
    if (given === undefined) {
      if (other.required) throw missingOther(op.name, name, other);
      continue;
    }
    if (given === null || typeof given !== "object") {
      throw new ArgumentTypeError("E_DTYPE", `${op.name}: expected ${name} to be an image, got ${describe(given)}`);
    }
    resident[name] = putKind(s, `${op.name}: ${name}`, other.kind, given);
    checkSameShape(op.name, name, main, resident[name]);
  }
  return resident;
}

function checkSameShape(who: string, name: string, main: Resident, other: Resident): void {
  if (main.shape.length === other.shape.length && main.shape.every((extent, axis) => extent === other.shape[axis]))
    return;
  throw new MismatchedShape(who, main.shape, other.shape, `the input and ${name}`);
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
