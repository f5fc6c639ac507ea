export interface GlProgram {
  readonly handle: WebGLProgram;
  uniform(name: string): WebGLUniformLocation | null;
}

/**
 * Compiles and links; uniform locations are looked up once.
 *
 * @throws Error  with the driver's log if a shader does not compile, except when the context is lost
 */
export function createProgram(gl: WebGL2RenderingContext, vertexSource: string, fragmentSource: string): GlProgram {
  const handle = gl.createProgram();
  const shaders = [compile(gl, gl.VERTEX_SHADER, vertexSource), compile(gl, gl.FRAGMENT_SHADER, fragmentSource)];
  for (const shader of shaders) gl.attachShader(handle, shader);
  gl.linkProgram(handle);
  if (!gl.getProgramParameter(handle, gl.LINK_STATUS) && !gl.isContextLost()) {
    const logs = [gl.getProgramInfoLog(handle), ...shaders.map((shader) => gl.getShaderInfoLog(shader))];
    throw new Error(`The image shader does not link: ${logs.filter(Boolean).join(' ')}`);
  }
  for (const shader of shaders) gl.deleteShader(shader);

  const locations = new Map<string, WebGLUniformLocation | null>();
  return {
    handle,
    uniform(name) {
      let location = locations.get(name);
      if (location === undefined) {
        location = gl.getUniformLocation(handle, name);
        locations.set(name, location);
      }
      return location;
    },
  };
}

function compile(gl: WebGL2RenderingContext, type: number, source: string): WebGLShader {
  const shader = gl.createShader(type);
  if (!shader) throw new Error('The graphics context is lost.');
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  return shader;
}
