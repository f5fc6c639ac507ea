import { levenbergMarquardt, type LeastSquaresResult } from '../numerics/levenberg-marquardt.ts';

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
/** In standard deviations: means inside and outside of a peak differ by at least this */
const LEAST_EXCESS = 3;

/**
 * Fits height · exp(−(x − position)²/2σ²) + b0 + b1·x by weighted least squares, variances being those of counts with
 * this model as mean.
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
  const n = xs.length;
  if (n < 12) return null;
  const first = startOf(xs, values, guess);
  if (!first) return null;
  const start = Float64Array.of(first.height, guess.position, guess.sigma, first.background, 0);
  const inverseSigma = new Float64Array(n);
  let fit: LeastSquaresResult | undefined;
  let model: ArrayLike<number> = start;
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < n; i++) inverseSigma[i] = 1 / Math.sqrt(Math.max(LEAST_VARIANCE, profileAt(model, xs[i]!)));
    fit = levenbergMarquardt(
      {
        residualCount: n,
        evaluate(p, residuals, jacobian) {
          for (let i = 0; i < n; i++) {
            const x = (xs[i]! - p[1]!) / p[2]!;
            const shape = Math.exp(-0.5 * x * x);
            const weight = inverseSigma[i]!;
            residuals[i] = weight * (p[0]! * shape + p[3]! + p[4]! * xs[i]! - values[i]!);
            if (!jacobian) continue;
            const slope = (weight * p[0]! * shape * x) / p[2]!;
            const row = 5 * i;
            jacobian[row] = weight * shape;
            jacobian[row + 1] = slope;
            jacobian[row + 2] = slope * x;
            jacobian[row + 3] = weight;
            jacobian[row + 4] = weight * xs[i]!;
          }
        },
      },
      model,
      {
        lower: [0, -half, 0.3, -Infinity, -Infinity],
        upper: [Infinity, half, half, Infinity, Infinity],
        maxIterations: 10,
        tolerance: 1e-4,
      },
    );
    model = fit.parameters;
  }
  if (!fit || fit.stop === 'degenerate') return null;
  const [height = 0, position = 0, sigma = 0, background = 0] = fit.parameters;
  const [heightUncertainty = NaN, uncertainty = NaN] = fit.standardErrors;
  return { position, uncertainty, sigma, height, heightUncertainty, background };
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
