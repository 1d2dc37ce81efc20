/** A coded concept: who defines the code, the code, and what it means in words. */
export interface Code {
  readonly scheme: string;
  readonly value: string;
  readonly meaning: string;
}

/** What a segment is, in codes. Parts nobody chose are undefined. */
export interface Terminology {
  /** Name of the list that category, type and modifier are from. */
  readonly context: string;
  readonly category?: Code | undefined;
  readonly type?: Code | undefined;
  readonly modifier?: Code | undefined;
  /** Name of the list that the region is from. */
  readonly regionContext: string;
  readonly region?: Code | undefined;
  readonly regionModifier?: Code | undefined;
}

/** The tag of a segment that holds its terminology as text. */
export const TERMINOLOGY_TAG = "TerminologyEntry";

/** What a segment is as long as nobody says more: tissue. */
export const TISSUE: Code = { scheme: "SCT", value: "85756007", meaning: "Tissue" };

/**
 * Reads a terminology entry: seven parts joined by ~, of which five are codes `scheme^value^meaning`. Missing parts are
 * empty.
 *
 * @example
 * parseTerminology("List~SCT^123037004^Anatomical Structure~SCT^39607008^Lung~SCT^7771000^Left~~^^~^^").modifier?.meaning; // "Left"
 */
export function parseTerminology(text: string): Terminology {
  const [context = "", category, type, modifier, regionContext = "", region, regionModifier] = text.split("~");
  return {
    context,
    category: parseCode(category),
    type: parseCode(type),
    modifier: parseCode(modifier),
    regionContext,
    region: parseCode(region),
    regionModifier: parseCode(regionModifier),
  };
}

function parseCode(text = ""): Code | undefined {
  const [scheme = "", value = "", ...meaning] = text.split("^");
  return scheme === "" && value === "" ? undefined : { scheme, value, meaning: meaning.join("^") };
}

/** Writes a terminology entry as text; the inverse of `parseTerminology`. */
export function formatTerminology(terminology: Terminology): string {
  const { context, category, type, modifier, regionContext, region, regionModifier } = terminology;
  const codes = [category, type, modifier, region, regionModifier].map(formatCode);
  return [context, ...codes.slice(0, 3), regionContext, ...codes.slice(3)].join("~");
}

function formatCode(code: Code | undefined): string {
  return code ? `${code.scheme}^${code.value}^${code.meaning}` : "^^";
}

/** What an entry needs to be valid and has not: "category", "type", both, or nothing. */
export function missingCodes({ category, type }: Terminology): string[] {
  return [...(category ? [] : ["category"]), ...(type ? [] : ["type"])];
}

/** The name that follows from an entry: the modifier, then the type, in lower case but for names. */
export function terminologyName({ type, modifier }: Terminology): string {
  return [modifier, type].flatMap((code) => (code ? [lowered(code.meaning)] : [])).join(" ");
}

/** "Left" becomes "left"; "MRI lesion" stays. */
function lowered(text: string): string {
  return /^\p{Lu}[\p{Ll}\s]/u.test(text) ? (text[0] as string).toLowerCase() + text.slice(1) : text;
}
