/** Places vertices (z, y, x) of a mesh; their normals come along in the directions of the view. */
export const MESH_VERTEX = `#version 300 es
layout(location = 0) in vec3 vertex;
layout(location = 1) in vec3 normal;
uniform mat4 place;
uniform mat3 turn;
out vec3 facing;
void main() {
  facing = turn * normal;
  gl_Position = place * vec4(vertex, 1.0);
}`;

/** Lit from the eye's upper right; what is seen from inside is lit as from outside. */
export const MESH_FRAGMENT = `#version 300 es
precision highp float;
uniform vec3 colour;
uniform float opacity;
in vec3 facing;
out vec4 shown;
void main() {
  vec3 normal = normalize(facing);
  if (normal.z < 0.0) normal = -normal;
  float lit = max(0.0, dot(normal, normalize(vec3(0.35, 0.45, 1.0))));
  float shine = pow(max(0.0, dot(normal, normalize(vec3(0.18, 0.24, 1.0)))), 40.0);
  // Rims of see-through surfaces show more than what faces the eye.
  float rim = mix(1.0, 1.35 - 0.7 * normal.z, step(opacity, 0.99));
  shown = vec4(colour * (0.25 + 0.75 * lit) + 0.14 * shine, clamp(opacity * rim, 0.0, 1.0));
}`;
