import type { Samples } from '../../src-shared/model/detector-image.ts';
import type { IntensityScale } from '../../src-shared/figure/intensity-scale.ts';
import { CLIPPED, tapCount, type DisplayFrame, type DrawSettings, type ImageRenderer } from './image-renderer.ts';
import { displayShader, rectangleShader, reduceShader, REDUCTION, type SamplerKind } from './image-shaders.ts';
import { createProgram, type GlProgram } from './webgl-program.ts';
import { changedRows, type RowBlock } from './changed-rows.ts';
import { layOutTiles, type TileArea } from './tile-layout.ts';

const SCALES: Record<IntensityScale, number> = { linear: 0, sqrt: 1, log: 2, asinh: 3 };
const STRIP_SAMPLES = 1 << 20; // converted at a time where the GPU has no such type

interface Tile {
  readonly area: TileArea;
  readonly samples: WebGLTexture;
  /** Made when first needed; null: not made yet, or this GPU cannot. */
  reduced: WebGLTexture | null;
  mask: WebGLTexture | null;
}

interface TextureFormat {
  readonly kind: SamplerKind;
  readonly internal: number;
  readonly format: number;
  readonly type: number;
}

/**
 * WebGL 2 renderer. Samples are uploaded once, in the type of the file; colour, levels and position are uniforms.
 *
 * @returns null where WebGL 2 is missing; the canvas is then still free for another context
 */
export function createWebglImageRenderer(canvas: HTMLCanvasElement): ImageRenderer | null {
  const gl = canvas.getContext('webgl2', {
    alpha: false,
    antialias: false,
    depth: false,
    stencil: false,
  });
  if (!gl) return null;

  const canReduce = gl.getExtension('EXT_color_buffer_float') !== null;
  const tileLimit = Math.floor((gl.getParameter(gl.MAX_TEXTURE_SIZE) as number) / REDUCTION) * REDUCTION;
  const displays = new Map<SamplerKind, GlProgram>();
  const reducers = new Map<SamplerKind, GlProgram>();
  const display = (kind: SamplerKind) =>
    cached(displays, kind, () => createProgram(gl, rectangleShader, displayShader(kind)));
  const reducer = (kind: SamplerKind) =>
    cached(reducers, kind, () => createProgram(gl, rectangleShader, reduceShader(kind)));
  const vertices = gl.createVertexArray();
  const colourTexture = createTexture(gl);
  const emptyMask = createTexture(gl);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, 1, 1, 0, gl.RED, gl.UNSIGNED_BYTE, new Uint8Array(1));

  let tiles: Tile[] = [];
  let frame: DisplayFrame | null = null;
  /** What the textures of the mask show. */
  let shownMask: Uint8Array | null = null;
  let kind: SamplerKind = 'float';
  let colours: Uint8Array | null = null;

  function release() {
    for (const tile of tiles) for (const texture of [tile.samples, tile.reduced, tile.mask]) gl!.deleteTexture(texture);
    tiles = [];
    shownMask = null;
  }

  function reduce(tile: Tile): WebGLTexture | null {
    if (tile.reduced || !canReduce) return tile.reduced;
    const width = Math.ceil(tile.area.width / REDUCTION);
    const height = Math.ceil(tile.area.height / REDUCTION);
    tile.reduced = createTexture(gl!);
    gl!.texStorage2D(gl!.TEXTURE_2D, 1, gl!.R32F, width, height);
    const target = gl!.createFramebuffer();
    gl!.bindFramebuffer(gl!.FRAMEBUFFER, target);
    gl!.framebufferTexture2D(gl!.FRAMEBUFFER, gl!.COLOR_ATTACHMENT0, gl!.TEXTURE_2D, tile.reduced, 0);
    const program = reducer(kind);
    gl!.useProgram(program.handle);
    gl!.viewport(0, 0, width, height);
    bindTexture(gl!, 0, tile.samples);
    gl!.uniform1i(program.uniform('u_samples'), 0);
    gl!.uniform2i(program.uniform('u_size'), tile.area.width, tile.area.height);
    setMaskedValue(program, frame?.metadata?.maskedValue);
    gl!.uniform4f(program.uniform('u_rectangle'), -1, -1, 1, 1);
    gl!.drawArrays(gl!.TRIANGLE_STRIP, 0, 4);
    gl!.bindFramebuffer(gl!.FRAMEBUFFER, null);
    gl!.deleteFramebuffer(target);
    return tile.reduced;
  }

  function setMaskedValue(program: GlProgram, value: number | undefined) {
    gl!.uniform1i(program.uniform('u_hasMaskedValue'), value === undefined ? 0 : 1);
    gl!.uniform1f(program.uniform('u_maskedValue'), value ?? 0);
  }

  function drawTile(tile: Tile, settings: DrawSettings) {
    const { view, width, height, pixelRatio } = settings;
    const step = 1 / (view.zoom * pixelRatio); // image px per device px
    const left = view.centreX - (width / 2) * step;
    const top = view.centreY - (height / 2) * step;
    // The rectangle of device px whose centres lie on the tile; nothing outside is shaded.
    const x0 = Math.max(0, Math.ceil((tile.area.x - left) / step - 0.5));
    const x1 = Math.min(width, Math.ceil((tile.area.x + tile.area.width - left) / step - 0.5));
    const y0 = Math.max(0, Math.ceil((tile.area.y - top) / step - 0.5));
    const y1 = Math.min(height, Math.ceil((tile.area.y + tile.area.height - top) / step - 0.5));
    if (x0 >= x1 || y0 >= y1) return;

    const reduced = step > REDUCTION ? reduce(tile) : null;
    const size = reduced ? REDUCTION : 1;
    const program = display(reduced ? 'float' : kind);
    gl!.useProgram(program.handle);
    gl!.viewport(0, 0, width, height);
    bindTexture(gl!, 0, reduced ?? tile.samples);
    bindTexture(gl!, 1, colourTexture);
    bindTexture(gl!, 2, tile.mask ?? emptyMask);
    gl!.uniform1i(program.uniform('u_samples'), 0);
    gl!.uniform1i(program.uniform('u_colours'), 1);
    gl!.uniform1i(program.uniform('u_mask'), 2);
    setMaskedValue(program, reduced ? undefined : frame?.metadata?.maskedValue);
    gl!.uniform4f(
      program.uniform('u_rectangle'),
      (2 * x0) / width - 1,
      1 - (2 * y1) / height,
      (2 * x1) / width - 1,
      1 - (2 * y0) / height,
    );
    gl!.uniform2i(program.uniform('u_size'), Math.ceil(tile.area.width / size), Math.ceil(tile.area.height / size));
    gl!.uniform2f(program.uniform('u_origin'), (left - tile.area.x) / size, (top - tile.area.y) / size);
    gl!.uniform1f(program.uniform('u_step'), step / size);
    gl!.uniform1i(program.uniform('u_taps'), tapCount(step / size));
    gl!.uniform1f(program.uniform('u_height'), height);
    gl!.uniform1i(program.uniform('u_hasMask'), tile.mask ? 1 : 0);
    gl!.uniform2f(program.uniform('u_maskScale'), size / tile.area.width, size / tile.area.height);
    gl!.uniform1f(program.uniform('u_maskLevel'), Math.log2(size));
    gl!.uniform1i(program.uniform('u_scale'), SCALES[settings.constants.scale]);
    gl!.uniform1f(program.uniform('u_low'), settings.constants.low);
    gl!.uniform1f(program.uniform('u_span'), settings.constants.span);
    gl!.uniform1f(program.uniform('u_offset'), settings.constants.offset);
    gl!.uniform1f(program.uniform('u_floor'), settings.constants.floor);
    gl!.uniform4f(program.uniform('u_noData'), ...settings.noData);
    gl!.uniform4f(program.uniform('u_maskColour'), ...settings.maskColour);
    gl!.uniform4f(program.uniform('u_clippedColour'), ...settings.clippedColour);
    gl!.drawArrays(gl!.TRIANGLE_STRIP, 0, 4);
  }

  return {
    kind: 'webgl',

    setFrame(next) {
      release();
      frame = next;
      if (!next) return;
      const format = textureFormat(gl, next.samples);
      kind = format.kind;
      for (const area of layOutTiles(next.shape, tileLimit)) {
        const samples = createTexture(gl);
        gl.texStorage2D(gl.TEXTURE_2D, 1, format.internal, area.width, area.height);
        uploadSamples(gl, next, area, format);
        tiles.push({ area, samples, reduced: null, mask: null });
      }
    },

    setMask(mask) {
      const columns = frame?.shape[1] ?? 0;
      if (!mask || !frame) {
        for (const tile of tiles) {
          gl.deleteTexture(tile.mask);
          tile.mask = null;
        }
        shownMask = null;
        return;
      }
      // A stroke changes a few rows: the others stay on the graphics card.
      const rows = shownMask ? changedRows(shownMask, mask, columns) : { start: 0, end: frame.shape[0] };
      for (const tile of tiles) {
        tile.mask ??= createMaskTexture(gl, tile.area);
        uploadMask(gl, tile.mask, mask, columns, tile.area, rows);
      }
      if (shownMask) shownMask.set(mask.subarray(rows.start * columns, rows.end * columns), rows.start * columns);
      else shownMask = mask.slice();
    },

    draw(settings) {
      gl.bindVertexArray(vertices);
      if (colours !== settings.colours) {
        colours = settings.colours;
        bindTexture(gl, 0, colourTexture);
        gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, colours);
      }
      gl.clearColor(...settings.background);
      gl.clear(gl.COLOR_BUFFER_BIT);
      for (const tile of tiles) drawTile(tile, settings);
    },

    dispose() {
      release();
      for (const texture of [colourTexture, emptyMask]) gl.deleteTexture(texture);
      for (const program of [...displays.values(), ...reducers.values()]) gl.deleteProgram(program.handle);
      gl.deleteVertexArray(vertices);
    },
  };
}

function cached<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const value = create();
  map.set(key, value);
  return value;
}

function bindTexture(gl: WebGL2RenderingContext, place: number, texture: WebGLTexture) {
  gl.activeTexture(gl.TEXTURE0 + place);
  gl.bindTexture(gl.TEXTURE_2D, texture);
}

function createTexture(gl: WebGL2RenderingContext): WebGLTexture {
  const texture = gl.createTexture();
  bindTexture(gl, 0, texture);
  for (const side of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, side, gl.NEAREST);
  for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, side, gl.CLAMP_TO_EDGE);
  return texture;
}

function textureFormat(gl: WebGL2RenderingContext, samples: Samples): TextureFormat {
  if (samples instanceof Uint8Array)
    return { kind: 'uint', internal: gl.R8UI, format: gl.RED_INTEGER, type: gl.UNSIGNED_BYTE };
  if (samples instanceof Int8Array) return { kind: 'int', internal: gl.R8I, format: gl.RED_INTEGER, type: gl.BYTE };
  if (samples instanceof Uint16Array)
    return { kind: 'uint', internal: gl.R16UI, format: gl.RED_INTEGER, type: gl.UNSIGNED_SHORT };
  if (samples instanceof Int16Array) return { kind: 'int', internal: gl.R16I, format: gl.RED_INTEGER, type: gl.SHORT };
  if (samples instanceof Uint32Array)
    return { kind: 'uint', internal: gl.R32UI, format: gl.RED_INTEGER, type: gl.UNSIGNED_INT };
  if (samples instanceof Int32Array) return { kind: 'int', internal: gl.R32I, format: gl.RED_INTEGER, type: gl.INT };
  return { kind: 'float', internal: gl.R32F, format: gl.RED, type: gl.FLOAT };
}

/** Into the texture bound to the first place. */
function uploadSamples(gl: WebGL2RenderingContext, frame: DisplayFrame, area: TileArea, format: TextureFormat) {
  const { samples } = frame;
  const columns = frame.shape[1];
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  gl.pixelStorei(gl.UNPACK_ROW_LENGTH, columns);
  gl.pixelStorei(gl.UNPACK_SKIP_PIXELS, area.x);
  const rows = samples instanceof Float64Array ? Math.max(1, Math.floor(STRIP_SAMPLES / columns)) : area.height;
  for (let row = 0; row < area.height; row += rows) {
    const height = Math.min(rows, area.height - row);
    const strip = samples.subarray((area.y + row) * columns, (area.y + row + height) * columns);
    const data = strip instanceof Float64Array ? Float32Array.from(strip) : strip;
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, row, area.width, height, format.format, format.type, data);
  }
  gl.pixelStorei(gl.UNPACK_ROW_LENGTH, 0);
  gl.pixelStorei(gl.UNPACK_SKIP_PIXELS, 0);
}

/** Coverage 0–1 by the mask and by what is CLIPPED of it, with a pyramid: a reduced image shows how much of each screen pixel is masked. */
function createMaskTexture(gl: WebGL2RenderingContext, area: TileArea): WebGLTexture {
  const texture = createTexture(gl);
  const levels = 1 + Math.floor(Math.log2(Math.max(area.width, area.height)));
  gl.texStorage2D(gl.TEXTURE_2D, levels, gl.RG8, area.width, area.height);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
  return texture;
}

/** @param changed  rows of the image; the texture is right elsewhere */
function uploadMask(
  gl: WebGL2RenderingContext,
  texture: WebGLTexture,
  mask: Uint8Array,
  columns: number,
  area: TileArea,
  changed: RowBlock,
): void {
  const first = Math.max(0, changed.start - area.y);
  const last = Math.min(area.height, changed.end - area.y);
  if (first >= last) return;
  bindTexture(gl, 0, texture);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  const rows = Math.min(last - first, Math.max(1, Math.floor(STRIP_SAMPLES / area.width)));
  const strip = new Uint8Array(2 * rows * area.width);
  for (let row = first; row < last; row += rows) {
    const height = Math.min(rows, last - row);
    for (let j = 0; j < height; j++) {
      const from = (area.y + row + j) * columns + area.x;
      for (let i = 0; i < area.width; i++) {
        const at = 2 * (j * area.width + i);
        strip[at] = mask[from + i] === 0 ? 0 : 255;
        strip[at + 1] = mask[from + i] === CLIPPED ? 255 : 0;
      }
    }
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, row, area.width, height, gl.RG, gl.UNSIGNED_BYTE, strip);
  }
  gl.generateMipmap(gl.TEXTURE_2D);
}
