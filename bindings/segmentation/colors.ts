import type { Color } from "../core/segmentation.js";

/** Colours of tissues and organs as anatomy atlases have them, 8 bits a part, in the order new segments take them. */
const ANATOMY =
  "80ae80 f1d691 b17a65 6fb8d2 d8654f dd8265 90ee90 c06858 dcf514 4e3f00 fffadc e6dc46 c8c8eb fafad2 f4d631 0097ce d8654f b79cdc" +
  " b7d6d3 98bde7 6f7bb3 b98c6d da4e53 2d7b9f c0a078 8fb1c8 d6e682 ad8ac0 dc9a56 589e9a a1c46c e07f9e 7d94d8 c9b458 5fa86b" +
  " b8738c 4f9ad1 d4a08a 8a9c4e 9a7fd0 e0b03c 62b6a4 c55f7a 7aa7e0 a8884f 6fc27f d88fc4 5b84a8 c7cf6a b26a4a";

const COLORS: readonly Color[] = ANATOMY.split(" ").map((hex) => {
  const parts = [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  return parts as unknown as Color;
});

/** The colour of the segment that is added as number `index`, counted from 0; the list starts over at its end. */
export function segmentColor(index: number): Color {
  return COLORS[index % COLORS.length] as Color;
}
