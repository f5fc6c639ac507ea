/** How a texture holds its samples: as floats, signed or unsigned integers. */
export type SamplerKind = 'float' | 'int' | 'uint';

const SAMPLERS: Record<SamplerKind, string> = { float: 'sampler2D', int: 'isampler2D', uint: 'usampler2D' };

// Stands for "no data" in reduced textures; NaN does not survive every driver.
const NO_DATA = '-3.2e38';
const LOWEST_DATA = '-3.1e38';

/** One side of the block of pixels that a reduced texel stands for. */
export const REDUCTION = 4;

/** A rectangle from two corners in clip space. */
export const rectangleShader = `#version 300 es
uniform vec4 u_rectangle; // left, bottom, right, top
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  gl_Position = vec4(mix(u_rectangle.xy, u_rectangle.zw, corner), 0.0, 1.0);
}`;

const head = (kind: SamplerKind) => `#version 300 es
precision highp float;
precision highp int;
precision highp ${SAMPLERS[kind]};
uniform ${SAMPLERS[kind]} u_samples;
uniform ivec2 u_size;
uniform bool u_hasMaskedValue;
uniform float u_maskedValue;
// NaN is tested by its bits: compilers may fold value != value away.
bool isData(float value) {
  return (floatBitsToUint(value) & 0x7fffffffu) <= 0x7f800000u && value > ${LOWEST_DATA}
    && !(u_hasMaskedValue && (u_maskedValue < 0.0 ? value <= u_maskedValue : value == u_maskedValue));
}`;

/** Means of blocks of REDUCTION × REDUCTION pixels, without those that carry no data. */
export const reduceShader = (kind: SamplerKind) => `${head(kind)}
out float o_mean;
void main() {
  ivec2 corner = ivec2(gl_FragCoord.xy) * ${REDUCTION};
  float sum = 0.0;
  float count = 0.0;
  for (int j = 0; j < ${REDUCTION}; j++) {
    for (int i = 0; i < ${REDUCTION}; i++) {
      ivec2 texel = corner + ivec2(i, j);
      if (texel.x >= u_size.x || texel.y >= u_size.y) continue;
      float value = float(texelFetch(u_samples, texel, 0).r);
      if (isData(value)) { sum += value; count += 1.0; }
    }
  }
  o_mean = count > 0.0 ? sum / count : ${NO_DATA};
}`;

/** Samples → level → colour, with the mask over it. */
export const displayShader = (kind: SamplerKind) => `${head(kind)}
uniform sampler2D u_colours;
uniform sampler2D u_mask;
uniform vec2 u_origin;   // texel at the top left corner of the canvas
uniform float u_step;    // texels per device px
uniform int u_taps;
uniform float u_height;  // device px
uniform bool u_hasMask;
uniform vec2 u_maskScale;
uniform float u_maskLevel; // of the mask's pyramid, where texels are means of blocks
uniform int u_scale;     // 0 linear, 1 square root, 2 logarithm, 3 asinh
uniform float u_low;
uniform float u_span;
uniform float u_offset;
uniform float u_floor;
uniform vec4 u_noData;
uniform vec4 u_maskColour;
uniform vec4 u_clippedColour;
out vec4 o_colour;

float transform(float value) {
  if (u_scale == 1) return sqrt(max(0.0, value - u_offset));
  if (u_scale == 2) return log(max(u_floor, value));
  if (u_scale == 3) { // the built-in asinh cancels for large negative values
    float size = abs(value);
    return sign(value) * (size > 1e18 ? log(size) + 0.693147181 : log(size + sqrt(size * size + 1.0)));
  }
  return value;
}

void main() {
  vec2 position = u_origin + vec2(gl_FragCoord.x, u_height - gl_FragCoord.y) * u_step;
  float sum = 0.0;
  float count = 0.0;
  for (int j = 0; j < u_taps; j++) {
    for (int i = 0; i < u_taps; i++) {
      vec2 shift = ((vec2(i, j) + 0.5) / float(u_taps) - 0.5) * u_step;
      ivec2 texel = clamp(ivec2(floor(position + (u_taps > 1 ? shift : vec2(0.0)))), ivec2(0), u_size - 1);
      float value = float(texelFetch(u_samples, texel, 0).r);
      // Below zero and left out: a gap of the detector, no count that somebody masked.
      bool isGap = value < 0.0 && u_hasMask
        && textureLod(u_mask, (vec2(texel) + 0.5) * u_maskScale, u_maskLevel).r > 0.5;
      if (!isGap && isData(value)) { sum += value; count += 1.0; }
    }
  }
  vec4 colour = u_noData;
  if (count > 0.0) {
    float level = clamp((transform(sum / count) - u_low) / u_span, 0.0, 1.0);
    colour = texelFetch(u_colours, ivec2(int(level * 255.0 + 0.5), 0), 0);
  }
  // The condition is uniform: the level of the mask's pyramid comes from differences between neighbouring pixels.
  if (u_hasMask) {
    vec2 covered = texture(u_mask, position * u_maskScale).rg;
    if (count > 0.0) {
      colour.rgb = mix(colour.rgb, u_maskColour.rgb, (covered.r - covered.g) * u_maskColour.a);
      colour.rgb = mix(colour.rgb, u_clippedColour.rgb, covered.g * u_clippedColour.a);
    }
  }
  o_colour = vec4(colour.rgb, 1.0);
}`;
