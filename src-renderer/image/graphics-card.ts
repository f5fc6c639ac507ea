const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i; // names that drivers without a card give

let known: boolean | undefined;

/**
 * Whether WebGL 2 runs on a graphics card. Emulated on the CPU it is several times slower than shading the visible
 * pixels ourselves, and remote desktops often have nothing else.
 */
export function hasGraphicsCard(): boolean {
  known ??= probe();
  return known;
}

function probe(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (!gl) return false;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext(); // browsers keep only a few contexts alive
  return !SOFTWARE.test(name);
}
