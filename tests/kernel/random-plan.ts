import { type IntegrationPlan, TILE_PIXELS } from '../../src-shared/integration/integration-plan.ts';
import type { SampleType, Samples } from '../../src-shared/model/detector-image.ts';

/** Uniform in [0, 1), the same sequence for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface RandomPlanOptions {
  readonly shape: readonly [number, number];
  readonly bins: number;
  readonly maxSpan: number;
  /** Share of pixels that the plan does not use. */
  readonly unused?: number;
}

/** A plan that no geometry has: any pixel may reach any bins. */
export function randomPlan(random: () => number, options: RandomPlanOptions): IntegrationPlan {
  const { shape, bins, maxSpan, unused = 0.1 } = options;
  const pixels = shape[0] * shape[1];
  const firstBin = bins <= 0xffff ? new Uint16Array(pixels) : new Uint32Array(pixels);
  const spans = maxSpan <= 255 ? new Uint8Array(pixels) : new Uint16Array(pixels);
  const weights: number[] = [];
  const tileOffsets = new Uint32Array(Math.ceil(pixels / TILE_PIXELS) + 1);
  for (let p = 0; p < pixels; p++) {
    if (p % TILE_PIXELS === 0) tileOffsets[p / TILE_PIXELS] = weights.length;
    if (random() < unused) continue;
    const span = 1 + Math.floor(random() * Math.min(maxSpan, bins));
    spans[p] = span;
    firstBin[p] = Math.floor(random() * (bins - span + 1));
    for (let k = 0; k < span; k++) weights.push(random());
  }
  tileOffsets[tileOffsets.length - 1] = weights.length;
  const radial = Float64Array.from({ length: bins }, (_, bin) => bin + 0.5);
  const plain = Float32Array.from(weights);
  return { hash: '', shape, radialUnit: '2th_deg', bins, radial, firstBin, spans, weights: plain, tileOffsets };
}

/** The same plan, some pixels left out. */
export function withoutPixels(plan: IntegrationPlan, isLeftOut: (pixel: number) => boolean): IntegrationPlan {
  const spans = plan.spans.slice();
  const weights: number[] = [];
  const tileOffsets = plan.tileOffsets.slice();
  for (let p = 0, o = 0; p < spans.length; p++) {
    if (p % TILE_PIXELS === 0) tileOffsets[p / TILE_PIXELS] = weights.length;
    const span = spans[p]!;
    if (isLeftOut(p)) spans[p] = 0;
    else weights.push(...plan.weights.subarray(o, o + span));
    o += span;
  }
  tileOffsets[tileOffsets.length - 1] = weights.length;
  return { ...plan, spans, weights: Float32Array.from(weights), tileOffsets };
}

/** Counts that fill the type well, some negative where the type allows, some fractional, a few not finite. */
export function randomSamples(random: () => number, type: SampleType, pixels: number): Samples {
  const from = (low: number, high: number) => () => low + Math.floor(random() * (high - low));
  switch (type) {
    case 'int8':
      return Int8Array.from({ length: pixels }, from(-128, 128));
    case 'uint8':
      return Uint8Array.from({ length: pixels }, from(0, 256));
    case 'int16':
      return Int16Array.from({ length: pixels }, from(-32768, 32768));
    case 'uint16':
      return Uint16Array.from({ length: pixels }, from(0, 65536));
    case 'int32':
      return Int32Array.from({ length: pixels }, from(-1000, 2 ** 31));
    case 'uint32':
      return Uint32Array.from({ length: pixels }, from(0, 2 ** 32));
    case 'float32':
      return Float32Array.from({ length: pixels }, () => oddNumber(random));
    case 'float64':
      return Float64Array.from({ length: pixels }, () => oddNumber(random));
  }
}

function oddNumber(random: () => number): number {
  const kind = random();
  if (kind < 0.01) return NaN;
  if (kind < 0.02) return kind < 0.015 ? Infinity : -Infinity;
  return (random() - 0.1) * 10 ** (random() * 6);
}
