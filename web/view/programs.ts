/** One compiled program with the places of its uniforms. */
export interface Program {
  program: WebGLProgram;
  uniforms: Map<string, WebGLUniformLocation>;
}

/** Compiles and links two shaders. Throws with what the card says about them. */
export function compile(gl: WebGL2RenderingContext, vertex: string, fragment: string): Program {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(type);
    if (!shader) throw new Error("the graphics card was lost");
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    const logs = gl.getAttachedShaders(program)?.map((shader) => gl.getShaderInfoLog(shader));
    throw new Error(`shader: ${gl.getProgramInfoLog(program)} ${logs?.join(" ")}`);
  }
  return { program, uniforms: uniformsOf(gl, program) };
}

function uniformsOf(gl: WebGL2RenderingContext, program: WebGLProgram): Program["uniforms"] {
  const uniforms: Program["uniforms"] = new Map();
  const count = gl.getProgramParameter(program, gl.ACTIVE_UNIFORMS) ?? 0;
  for (let i = 0; i < count; i++) {
    const name = gl.getActiveUniform(program, i)?.name;
    const location = name && gl.getUniformLocation(program, name);
    if (name && location) uniforms.set(name, location);
  }
  return uniforms;
}
