import { invertPositiveDefinite, solvePositiveDefinite } from '../numerics/symmetric-matrix.ts';

/** A peak on a sloping background. */
export interface FittedPeak {
  readonly position: number;
  /** One standard deviation, from the scatter about the fit */
  readonly uncertainty: number;
  /** Standard deviation of the profile */
  readonly sigma: number;
  readonly height: number;
  readonly heightUncertainty: number;
  /** At the middle of the window */
  readonly background: number;
}

/** Counts below this have no smaller variance, so that empty pixels do not weigh infinitely. */
const LEAST_VARIANCE = 1;
const ROUNDS = 2;
/** In standard deviations of the expected peak: narrow enough to leave its shape alone */
const BIN = 0.25;
const NARROWEST_BIN = 0.12;
/** In standard deviations: means inside and outside of a peak differ by at least this */
const LEAST_EXCESS = 3;

/**
 * Fits height · exp(−(x − position)²/2σ²) + b0 + b1·x by weighted least squares, variances being those of counts with
 * this model as mean.
 *
 * Values are averaged in narrow bins first, each at the mean of its places, which makes the fit several times as fast.
 *
 * @param xs  from −half to half
 * @param guess  position and σ to begin with
 * @returns null if there are too few values, or no peak
 */
export function fitPeak(
  xs: Float64Array,
  values: Float64Array,
  half: number,
  guess: { readonly position: number; readonly sigma: number },
): FittedPeak | null {
  if (xs.length < 12) return null;
  const first = startOf(xs, values, guess);
  if (!first) return null;
  const bins = averageInBins(xs, values, half, Math.max(NARROWEST_BIN, BIN * guess.sigma));
  const n = bins.xs.length;
  if (n < 6) return null;
  const room = createRoom();
  let model: Float64Array = Float64Array.of(first.height, guess.position, guess.sigma, first.background, 0);
  const weights = new Float64Array(n);
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < n; i++) weights[i] = bins.counts[i]! / Math.max(LEAST_VARIANCE, profileAt(model, bins.xs[i]!));
    model = climb(model, bins, weights, half, room);
  }
  const { hessian, cost } = normalEquations(model, bins, weights, room.here);
  const inverse = invertPositiveDefinite(hessian, PARAMETERS);
  if (!inverse) return null;
  const variance = cost / (n - PARAMETERS);
  const [height = 0, position = 0, sigma = 0, background = 0] = model;
  const [heightUncertainty, uncertainty] = [Math.sqrt(variance * inverse[0]!), Math.sqrt(variance * inverse[6]!)];
  return { position, uncertainty, sigma, height, heightUncertainty, background };
}

const PARAMETERS = 5;
const STEPS = 10;
/** Relative decrease of the sum of squares that is no longer worth a step */
const WORTHWHILE = 1e-4;
const NARROWEST_PEAK = 0.3;

/**
 * Levenberg–Marquardt without the generality of the numerics module: this runs some thousand times per image. Height
 * stays above 0, position and width inside the window.
 */
function climb(start: Float64Array, bins: Bins, weights: Float64Array, half: number, room: Room): Float64Array {
  let model = start;
  let { here, there } = room;
  normalEquations(model, bins, weights, here);
  for (let step = 0, damping = 1e-3; step < STEPS && damping < 1e6; step++) {
    const { damped } = room;
    damped.set(here.hessian);
    for (let j = 0; j < PARAMETERS; j++) damped[6 * j]! *= 1 + damping;
    const move = solvePositiveDefinite(damped, here.gradient, PARAMETERS, room.lower);
    if (!move) return model;
    const next = new Float64Array(PARAMETERS);
    for (let j = 0; j < PARAMETERS; j++) next[j] = model[j]! - move[j]!;
    next[0] = Math.max(0, next[0]!);
    next[1] = Math.min(half, Math.max(-half, next[1]!));
    next[2] = Math.min(half, Math.max(NARROWEST_PEAK, next[2]!));
    normalEquations(next, bins, weights, there);
    if (!(there.cost <= here.cost)) {
      damping *= 10;
      continue;
    }
    const isDone = here.cost - there.cost <= WORTHWHILE * here.cost;
    model = next;
    [here, there] = [there, here];
    if (isDone) break;
    damping /= 10;
  }
  return model;
}

interface NormalEquations {
  readonly hessian: Float64Array;
  readonly gradient: Float64Array;
  cost: number;
}

/** Room for the steps of one fit: made once, for arrays of this size cost more than what is done with them. */
interface Room {
  readonly here: NormalEquations;
  readonly there: NormalEquations;
  readonly damped: Float64Array;
  readonly lower: Float64Array;
}

function createRoom(): Room {
  const equations = (): NormalEquations => ({
    hessian: new Float64Array(PARAMETERS * PARAMETERS),
    gradient: new Float64Array(PARAMETERS),
    cost: 0,
  });
  const square = (): Float64Array => new Float64Array(PARAMETERS * PARAMETERS);
  return { here: equations(), there: equations(), damped: square(), lower: square() };
}

/** Of height, position, σ, level and slope; sums written out, for this is where extraction spends its time. */
function normalEquations(
  p: Float64Array,
  { xs, values }: Bins,
  weights: Float64Array,
  out: NormalEquations,
): NormalEquations {
  const [height, position, sigma, level, slope] = [p[0]!, p[1]!, p[2]!, p[3]!, p[4]!];
  let [hh, hp, hs, hl, hx, pp, ps, pl, px] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  let [ss, sl, sx, ll, lx, xx] = [0, 0, 0, 0, 0, 0];
  let [g0, g1, g2, g3, g4, cost] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < xs.length; i++) {
    const at = xs[i]!;
    const x = (at - position) / sigma;
    const shape = Math.exp(-0.5 * x * x);
    const byPosition = (height * shape * x) / sigma;
    const bySigma = byPosition * x;
    const residual = height * shape + level + slope * at - values[i]!;
    const weight = weights[i]!;
    const pull = weight * residual;
    cost += pull * residual;
    g0 += pull * shape;
    g1 += pull * byPosition;
    g2 += pull * bySigma;
    g3 += pull;
    g4 += pull * at;
    const w0 = weight * shape;
    hh += w0 * shape;
    hp += w0 * byPosition;
    hs += w0 * bySigma;
    hl += w0;
    hx += w0 * at;
    const w1 = weight * byPosition;
    pp += w1 * byPosition;
    ps += w1 * bySigma;
    pl += w1;
    px += w1 * at;
    const w2 = weight * bySigma;
    ss += w2 * bySigma;
    sl += w2;
    sx += w2 * at;
    ll += weight;
    lx += weight * at;
    xx += weight * at * at;
  }
  const { hessian: h, gradient: g } = out;
  h[0] = hh;
  h[1] = h[5] = hp;
  h[2] = h[10] = hs;
  h[3] = h[15] = hl;
  h[4] = h[20] = hx;
  h[6] = pp;
  h[7] = h[11] = ps;
  h[8] = h[16] = pl;
  h[9] = h[21] = px;
  h[12] = ss;
  h[13] = h[17] = sl;
  h[14] = h[22] = sx;
  h[18] = ll;
  h[19] = h[23] = lx;
  h[24] = xx;
  g[0] = g0;
  g[1] = g1;
  g[2] = g2;
  g[3] = g3;
  g[4] = g4;
  out.cost = cost;
  return out;
}

interface Bins {
  readonly xs: Float64Array;
  readonly values: Float64Array;
  readonly counts: Float64Array;
}

function averageInBins(xs: Float64Array, values: Float64Array, half: number, width: number): Bins {
  const length = Math.max(1, Math.ceil((2 * half) / width));
  const sums = { xs: new Float64Array(length), values: new Float64Array(length), counts: new Float64Array(length) };
  for (let i = 0; i < xs.length; i++) {
    const bin = Math.min(length - 1, Math.max(0, Math.floor(((xs[i]! + half) / (2 * half)) * length)));
    sums.xs[bin]! += xs[i]!;
    sums.values[bin]! += values[i]!;
    sums.counts[bin]!++;
  }
  let n = 0;
  for (let bin = 0; bin < length; bin++) {
    const count = sums.counts[bin]!;
    if (count === 0) continue;
    sums.xs[n] = sums.xs[bin]! / count;
    sums.values[n] = sums.values[bin]! / count;
    sums.counts[n++] = count;
  }
  return { xs: sums.xs.subarray(0, n), values: sums.values.subarray(0, n), counts: sums.counts.subarray(0, n) };
}

function profileAt(p: ArrayLike<number>, x: number): number {
  const z = (x - p[1]!) / p[2]!;
  return p[0]! * Math.exp(-0.5 * z * z) + p[3]! + p[4]! * x;
}

/** Mean inside and outside of the guessed peak. */
function startOf(
  xs: Float64Array,
  values: Float64Array,
  { position, sigma }: { readonly position: number; readonly sigma: number },
): { height: number; background: number } | null {
  let [inside, insideCount, outside, outsideCount, square] = [0, 0, 0, 0, 0];
  for (let i = 0; i < xs.length; i++) {
    const distance = Math.abs(xs[i]! - position);
    if (distance < sigma) {
      inside += values[i]!;
      insideCount++;
    } else if (distance > 2 * sigma) {
      outside += values[i]!;
      square += values[i]! ** 2;
      outsideCount++;
    }
  }
  if (insideCount < 3 || outsideCount < 4) return null;
  const background = outside / outsideCount;
  const excess = inside / insideCount - background;
  const scatter = Math.sqrt(Math.max(LEAST_VARIANCE / 4, square / outsideCount - background * background));
  // Most sectors of weak rings show nothing: no need to fit them.
  if (!(excess > LEAST_EXCESS * scatter * Math.sqrt(1 / insideCount + 1 / outsideCount))) return null;
  return { height: 1.2 * excess, background }; // the mean inside one σ is 0.86 of the top
}
