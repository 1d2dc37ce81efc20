import { COLOUR_SHADER } from "./colours.js";
import { RIM_OPACITY } from "./scene.js";

/** Number types of image textures: unsigned, signed, float. */
export type SamplerKind = "u" | "i" | "";

/** Places a tile's rectangle on the canvas and hands its image coordinates on. */
export const VERTEX_SHADER = `#version 300 es
uniform vec4 tile;   // x, y, width, height in image pixels
uniform vec4 place;  // canvas = image * place.xy + place.zw, in clip space
out vec2 position;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  position = tile.xy + corner * tile.zw;
  gl_Position = vec4(position * place.xy + place.zw, 0.0, 1.0);
}`;

/**
 * Grey value from the image tile, colour from the label tile. Labels are exact integers and never interpolated; where a
 * screen pixel covers several image pixels, the grey value is their mean.
 */
export function fragmentShader(kind: SamplerKind): string {
  return `#version 300 es
precision highp float;
precision highp int;
precision highp ${kind}sampler2D;
precision highp usampler2D;
uniform ${kind}sampler2D image;
uniform usampler2D labels;
uniform ivec4 bounds;    // texel of image pixel (0, 0) subtracted: xy = origin of the texture, zw = its last texel
uniform int taps;        // image pixels averaged along each axis
uniform bool hasImage;
uniform bool hasLabels;
uniform bool painted;
uniform vec2 limits;
uniform float gamma;
uniform float opacity;
uniform int contour;
uniform uint selected;
uniform bool onlySelected;
in vec2 position;
out vec4 colour;
${COLOUR_SHADER}
ivec2 texel(ivec2 pixel) { return clamp(pixel - bounds.xy, ivec2(0), bounds.zw); }
float grey(float value) {
  if (isnan(value)) return 0.0;
  if (limits.y <= limits.x) return value > limits.x ? 1.0 : 0.0;
  return pow(clamp((value - limits.x) / (limits.y - limits.x), 0.0, 1.0), gamma);
}
float brightness(ivec2 pixel) {
  float sum = 0.0;
  for (int y = 0; y < taps; y++) {
    for (int x = 0; x < taps; x++) {
      sum += grey(float(texelFetch(image, texel(pixel + ivec2(x, y) - taps / 2), 0).r));
    }
  }
  return sum / float(taps * taps);
}
uint labelAt(ivec2 pixel) { return texelFetch(labels, texel(pixel), 0).r; }
bool onOutline(ivec2 pixel, uint label, int thickness) {
  for (int y = -thickness; y <= thickness; y++) {
    int reach = thickness - abs(y);
    for (int x = -reach; x <= reach; x++) {
      if (labelAt(pixel + ivec2(x, y)) != label) return true;
    }
  }
  return false;
}
void main() {
  ivec2 pixel = ivec2(floor(position));
  vec3 shown = vec3(hasImage ? brightness(pixel) : 0.0);
  if (hasLabels && painted) {
    uint area = labelAt(pixel);
    vec3 tint = vec3(area & 255u, (area >> 8) & 255u, (area >> 16) & 255u) / 255.0;
    shown = mix(shown, tint, float(area >> 24) / 255.0);
  } else if (hasLabels) {
    uint label = labelAt(pixel);
    bool wanted = label != 0u && (!onlySelected || selected == 0u || label == selected);
    bool rim = label == selected && onOutline(pixel, label, max(1, contour));
    if (wanted && (contour == 0 || rim || onOutline(pixel, label, contour))) {
      shown = mix(shown, rim ? vec3(1.0) : labelColour(label), rim ? ${RIM_OPACITY} : opacity);
    }
  }
  colour = vec4(shown, 1.0);
}`;
}
