/** Runs under construction, see cake-plan.ts; grows as needed. */
export interface CakeRuns {
  cake: Uint16Array<ArrayBuffer>;
  pixel: Uint32Array<ArrayBuffer>;
  firstBin: Uint32Array<ArrayBuffer>;
  spans: Uint16Array<ArrayBuffer>;
  weights: Float32Array<ArrayBuffer>;
  /** Runs and weights so far. */
  runs: number;
  used: number;
  widest: number;
  /** Weights that are too many. */
  readonly limit: number;
}

export function createCakeRuns(runs: number, weights: number, limit = Infinity): CakeRuns {
  return {
    cake: new Uint16Array(runs),
    pixel: new Uint32Array(runs),
    firstBin: new Uint32Array(runs),
    spans: new Uint16Array(runs),
    weights: new Float32Array(weights),
    runs: 0,
    used: 0,
    widest: 0,
    limit,
  };
}

/** Makes room for some more runs and weights. @throws RangeError  beyond the limit */
export function reserveRuns(out: CakeRuns, runs: number, weights: number): void {
  if (out.runs + runs > out.pixel.length) {
    const length = Math.max(out.runs + runs, Math.ceil(1.5 * out.pixel.length));
    out.cake = enlarged(new Uint16Array(length), out.cake, out.runs);
    out.pixel = enlarged(new Uint32Array(length), out.pixel, out.runs);
    out.firstBin = enlarged(new Uint32Array(length), out.firstBin, out.runs);
    out.spans = enlarged(new Uint16Array(length), out.spans, out.runs);
  }
  if (out.used + weights > out.weights.length) {
    if (out.used + weights > out.limit) throw new RangeError(`more than ${out.limit} weights`);
    const length = Math.min(out.limit, Math.max(out.used + weights, Math.ceil(1.5 * out.weights.length)));
    out.weights = enlarged(new Float32Array(length), out.weights, out.used);
  }
}

/** Makes room for all runs and weights at once, as far as a part of the pixels tells how many there will be. */
export function reserveExpected(out: CakeRuns, part: number): void {
  const more = 1.05 / part - 1;
  const weights = Math.min(Math.ceil(out.used * more), out.limit - out.used);
  reserveRuns(out, Math.ceil(out.runs * more), weights);
}

/** Appends a run whose weights have been written at `used` already. */
export function addRun(out: CakeRuns, cake: number, pixel: number, firstBin: number, span: number): void {
  const r = out.runs++;
  out.cake[r] = cake;
  out.pixel[r] = pixel;
  out.firstBin[r] = firstBin;
  out.spans[r] = span;
  out.used += span;
  if (span > out.widest) out.widest = span;
}

function enlarged<A extends Uint16Array | Uint32Array | Float32Array>(larger: A, old: A, used: number): A {
  larger.set(old.subarray(0, used));
  return larger;
}
