/** Control characters, bidirectional overrides, invisible separators and broken surrogates. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** The same, without what JSON escapes itself. */
const UNSAFE_IN_JSON = /[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text that may go to a terminal on one line: file names must not move the cursor or reverse the line. */
export function printable(text: string): string {
  return text.replace(UNSAFE, (letter) => {
    const code = letter.codePointAt(0) as number;
    return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
  });
}

/** One JSON document on one line, harmless on a terminal too. */
export function printableJson(document: object): string {
  return JSON.stringify(document).replace(UNSAFE_IN_JSON, (letter) =>
    [...Array(letter.length).keys()].map((i) => `\\u${letter.charCodeAt(i).toString(16).padStart(4, "0")}`).join(""),
  );
}

/** A number with at most `digits` significant digits, without an exponent where that stays short. */
export function shortNumber(value: number, digits = 4): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  return String(Number(value.toPrecision(digits)));
}

/** Bytes for people: 1.5 GiB. */
export function shortBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let at = 0;
  while (bytes >= 1024 && at < units.length - 1) {
    bytes /= 1024;
    at++;
  }
  return `${shortNumber(bytes, 3)} ${units[at]}`;
}

/** "1 object", "2 objects". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Breaks a sentence into lines of at most `width` columns. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Harmless text cut to `width` columns. */
export function plainWidth(text: string, width: number): string {
  const clean = printable(text);
  return clean.length > width ? `${clean.slice(0, Math.max(0, width - 1))}…` : clean;
}
