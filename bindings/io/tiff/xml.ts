/** A start or end tag of an XML text, by its name without a namespace. */
export interface Tag {
  name: string;
  kind: "start" | "end" | "empty";
  attributes: Attributes;
}

export type Attributes = Readonly<Record<string, string>>;

/** Tags of descriptions; a text with more is no description. */
const MOST_TAGS = 1_000_000;

/**
 * The tags of an XML text from its start, those of the given names only. Each character is looked at a bounded number of
 * times, whatever the text: descriptions come from files. Comments and what lies between tags are passed over.
 */
export function* tagsOf(text: string, names: readonly string[]): Generator<Tag> {
  let count = 0;
  for (let at = text.indexOf("<"); at >= 0 && count < MOST_TAGS; count++) {
    if (text.startsWith("<!--", at)) {
      const end = text.indexOf("-->", at);
      if (end < 0) return;
      at = text.indexOf("<", end);
      continue;
    }
    const next = text.indexOf("<", at + 1);
    const inside = text.slice(at + 1, next < 0 ? text.length : next);
    const tag = tagOf(inside, names);
    if (tag) yield tag;
    at = next;
  }
}

function tagOf(inside: string, names: readonly string[]): Tag | undefined {
  const [, slash, name] = /^(\/?)(?:\w{1,99}:)?(\w{1,99})/.exec(inside) ?? [];
  const end = inside.indexOf(">");
  if (name === undefined || end < 0 || !names.includes(name)) return undefined;
  const kind = slash ? "end" : inside[end - 1] === "/" ? "empty" : "start";
  return { name, kind, attributes: kind === "end" ? {} : attributesOf(inside.slice(0, end)) };
}

function attributesOf(text: string): Attributes {
  const found: Record<string, string> = Object.create(null);
  // A name is only tried where a word begins, so that a long word is not tried from each of its letters.
  for (const [, name, double, single] of text.matchAll(/(?<![\w:])([\w:]+)\s{0,99}=\s{0,99}(?:"([^"]*)"|'([^']*)')/g)) {
    found[name as string] = decoded(double ?? single ?? "");
  }
  return found;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** A text with the characters that its entities stand for. */
export function decoded(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/g, (whole, hex, decimal, named) => {
    if (named) return ENTITIES[named] as string;
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
