/** Width of a letter and its distance to the next, height above and below the baseline, in pixels. */
export const LETTER = { width: 5, advance: 6, ascent: 7, descent: 2 } as const;

/**
 * Letters of 5×7 pixels for pictures that are made without a font system. One base-32 digit is one row, the leftmost
 * pixel its highest bit; letters with a descender have two more rows.
 */
const ROWS: Readonly<Record<string, string>> = {
  " ": "0000000",
  A: "ehhvhhh",
  B: "uhhuhhu",
  C: "ehggghe",
  D: "uhhhhhu",
  E: "vgguggv",
  F: "vgguggg",
  G: "ehgnhhe",
  H: "hhhvhhh",
  I: "e44444e",
  J: "72222ic",
  K: "hikokih",
  L: "ggggggv",
  M: "hrllhhh",
  N: "hhpljhh",
  O: "ehhhhhe",
  P: "uhhuggg",
  Q: "ehhhlid",
  R: "uhhukih",
  S: "fgge11u",
  T: "v444444",
  U: "hhhhhhe",
  V: "hhhhha4",
  W: "hhhllla",
  X: "hha4ahh",
  Y: "hha4444",
  Z: "v1248gv",
  0: "ehjlphe",
  1: "4c4444e",
  2: "eh1248v",
  3: "eh161he",
  4: "26aiv22",
  5: "vgu11he",
  6: "68guhhe",
  7: "v124888",
  8: "ehhehhe",
  9: "ehhf12c",
  a: "00e1fhf",
  b: "gguhhhu",
  c: "00ehghe",
  d: "11fhhhf",
  e: "00ehvge",
  f: "698s888",
  g: "00fhhhf1e",
  h: "gguhhhh",
  i: "40c444e",
  j: "2062222ic",
  k: "ggikoki",
  l: "c44444e",
  m: "00qllll",
  n: "00uhhhh",
  o: "00ehhhe",
  p: "00uhhhugg",
  q: "00fhhhf11",
  r: "00mpggg",
  s: "00fge1u",
  t: "88s8896",
  u: "00hhhhf",
  v: "00hhha4",
  w: "00hhlla",
  x: "00ha4ah",
  y: "00hhhhf1e",
  z: "00v248v",
  ".": "00000cc",
  ",": "00000cc48",
  ":": "0cc0cc0",
  "-": "000e000",
  "+": "044v440",
  "=": "00v0v00",
  "/": "11248gg",
  "%": "op248j3",
  "(": "2488842",
  ")": "8422248",
  "[": "e88888e",
  "]": "e22222e",
  _: "000000v",
  "<": "0248420",
  ">": "0842480",
  "|": "4444444",
  "#": "aavavaa",
  "!": "4444404",
  "?": "eh12404",
  "'": "4400000",
  '"': "aa00000",
  "*": "04lel40",
  "~": "008l200",
  "&": "8kk8lid",
  "@": "eh1dlle",
  µ: "00hhhjtgg",
  "×": "000a4a0",
};

const UNKNOWN = "vhhhhhv";

/** Calls `paint` for every dark pixel of a line of text whose baseline is at `y`. */
export function paintText(text: string, x: number, y: number, paint: (x: number, y: number) => void): void {
  for (const [at, letter] of [...text].entries()) {
    const rows = Object.hasOwn(ROWS, letter) ? (ROWS[letter] as string) : UNKNOWN;
    for (let row = 0; row < rows.length; row++) {
      const bits = Number.parseInt(rows[row] as string, 32);
      for (let column = 0; column < LETTER.width; column++) {
        if (bits & (16 >> column)) paint(x + at * LETTER.advance + column, y - LETTER.ascent + row);
      }
    }
  }
}

/** Width of a line of text in pixels. */
export function textWidth(text: string): number {
  return Math.max(0, [...text].length * LETTER.advance - 1);
}
