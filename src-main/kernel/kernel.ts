import { readFile } from 'node:fs/promises';
import { AppError } from '../../src-shared/model/app-error.ts';

/** What assembly/index.ts exports, bound to one memory. Addresses are byte offsets into it; see there for meanings. */
export interface Kernel {
  scatter(
    type: number,
    lanes: number,
    frames: number,
    pixels: number,
    wideBins: boolean,
    wideSpans: boolean,
    list: number,
    firstBin: number,
    spans: number,
    weights: number,
    source: number,
    sourceStride: number,
    banks: number,
    bankStride: number,
  ): void;
  scatterTwo(
    type: number,
    lanes: number,
    runs: number,
    nextRuns: number,
    wideBins: boolean,
    list: number,
    firstBin: number,
    spans: number,
    weights: number,
    nextWeights: number,
    source: number,
    banks: number,
    bankStride: number,
  ): void;
  scatterFrames(
    type: number,
    frames: number,
    first: number,
    pixels: number,
    columns: number,
    wideBins: boolean,
    wideSpans: boolean,
    firstBin: number,
    spans: number,
    weights: number,
    pieces: number,
    source: number,
    sourceStride: number,
    sums: number,
  ): void;
  addFrame(from: number, to: number, sums: number, frames: number, frame: number, out: number): void;
  clearFrames(from: number, to: number, sums: number, frames: number): void;
  widen(type: number, pixels: number, source: number, target: number): void;
  spreadTile(shift: number, first: number, pixels: number, columns: number, source: number, target: number): void;
  allWithin(type: number, pixels: number, source: number, lower: number, upper: number): number;
  noneWithin(type: number, pixels: number, source: number, from: number, to: number): number;
  removeInvalid(
    type: number,
    pixels: number,
    source: number,
    wideSpans: boolean,
    spans: number,
    mask: number,
    limits: number,
    quick: boolean,
    lower: number,
    upper: number,
    list: number,
  ): number;
  addPixels(
    list: number,
    listed: number,
    wideBins: boolean,
    wideSpans: boolean,
    firstBin: number,
    spans: number,
    weights: number,
    normalization: number,
    pedestal: number,
    outCount: number,
    outNormalization: number,
    outPedestal: number,
    outHits: number,
  ): void;
  countHits(
    pixels: number,
    wideBins: boolean,
    wideSpans: boolean,
    firstBin: number,
    spans: number,
    differences: number,
  ): number;
  addSums(values: number, sums: number, totals: number): void;
  clearBanks(from: number, to: number, banks: number, bankStride: number): void;
  reduceBanks(from: number, to: number, banks: number, bankStride: number, out: number): void;
  varianceSamples(type: number, pixels: number, source: number, pedestalVariance: number, target: number): void;
  deviationSamples(
    type: number,
    pixels: number,
    source: number,
    pedestal: number,
    normalization: number,
    target: number,
    outNormalization: number,
  ): void;
  zeroListed(target: number, list: number, listed: number): void;
  scatterSquares(
    pixels: number,
    wideBins: boolean,
    wideSpans: boolean,
    firstBin: number,
    spans: number,
    weights: number,
    variance: number,
    banks: number,
    bankStride: number,
  ): void;
  scatterDeviations(
    pixels: number,
    wideBins: boolean,
    wideSpans: boolean,
    firstBin: number,
    spans: number,
    weights: number,
    value: number,
    normalization: number,
    mean: number,
    banks: number,
    bankStride: number,
  ): void;
  addRuns(
    runs: number,
    wideBins: boolean,
    wideSpans: boolean,
    flags: number,
    list: number,
    firstBin: number,
    spans: number,
    weights: number,
    normalization: number,
    pedestal: number,
    outCount: number,
    outNormalization: number,
    outPedestal: number,
    outHits: number,
  ): void;
  scatterRunVariances(
    type: number,
    runs: number,
    wideBins: boolean,
    wideSpans: boolean,
    flags: number,
    list: number,
    firstBin: number,
    spans: number,
    weights: number,
    samples: number,
    normalization: number,
    pedestal: number,
    pedestalVariance: number,
    mean: number,
    out: number,
  ): void;
  subtractInvalid(bins: number, statics: number, invalid: number, count: number, normalization: number): void;
  finishCake(
    from: number,
    to: number,
    banks: number,
    bankStride: number,
    normalization: number,
    pedestal: number,
    mean: number,
    intensity: number,
  ): void;
  finishErrors(bins: number, variance: number, normalization: number, sigma: number): void;
  flagListed(pixels: number, list: number, listed: number, flags: number): void;
  sumLabels(
    type: number,
    wide: boolean,
    runs: number,
    runCount: number,
    source: number,
    pattern: number,
    correction: number,
    sums: number,
  ): void;
  spreadLabels(
    type: number,
    wide: boolean,
    runs: number,
    runCount: number,
    source: number,
    pattern: number,
    correction: number,
    model: number,
    sums: number,
  ): void;
}

/** 4 GiB, all that 32-bit addresses reach; must be what the kernel was compiled with. */
export const MAX_PAGES = 65536;
export const PAGE_BYTES = 65536;

/** Beside the bundles; from the sources, where the build puts it. */
const PLACES = ['./kernel.wasm', '../../out/main/kernel.wasm'];

let compiled: Promise<WebAssembly.Module> | undefined;

/**
 * The compiled kernel, once per thread.
 *
 * @throws AppError  if the build has not made it
 */
export function loadKernel(): Promise<WebAssembly.Module> {
  compiled ??= compileKernel();
  return compiled;
}

async function compileKernel(): Promise<WebAssembly.Module> {
  for (const place of PLACES) {
    const bytes = await readFile(new URL(place, import.meta.url)).catch(() => null);
    if (bytes) return WebAssembly.compile(bytes);
  }
  throw new AppError('internal', 'The integration kernel is missing; run `npm run build`.');
}

/** The kernel working on one memory. */
export function bindKernel(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernel {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return exports as unknown as Kernel;
}
