import type { Orientation } from '../geometry/orientation.ts';
import type { OrientationScore } from './orientation-sharpness.ts';

export interface OrientationVerdict {
  /** The four orientations, sharpest first; sharpness is a ratio to the best. */
  readonly candidates: readonly { readonly orientation: Orientation; readonly sharpness: number }[];
  /** null where nobody could tell. */
  readonly winner: Orientation | null;
  /** One sentence for people. */
  readonly sentence: string;
}

/** Two scores nearer than this cannot be told apart: half a pixel of shift between two orientations makes as much. */
const CLEAR_RATIO = 0.95;
/** Below this the image shows no rings, whatever the orientation: a wrong calibration reaches 0.006 on real data. */
const VISIBLE_RINGS = 0.015;

/** Relative difference of scores that is rounding. */
const SAME = 1e-9;
const LIKELIEST_FIRST: readonly Orientation[] = [3, 2, 4, 1];

const MEANING: Readonly<Record<Orientation, string>> = {
  1: 'rows and columns mirrored',
  2: 'rows mirrored',
  3: 'as stored',
  4: 'columns mirrored',
};

/** Names the orientation with the sharpest rings, unless another one is as good or there are no rings at all. */
export function judgeOrientations(scores: readonly OrientationScore[]): OrientationVerdict {
  const sorted = [...scores].sort((a, b) =>
    Math.abs(a.score - b.score) > SAME * Math.max(a.score, b.score)
      ? b.score - a.score
      : LIKELIEST_FIRST.indexOf(a.orientation) - LIKELIEST_FIRST.indexOf(b.orientation),
  );
  const [best, second] = sorted;
  if (!best || !second) throw new RangeError(`${scores.length} orientations to judge`);
  const candidates = sorted.map(({ orientation, score }) => ({
    orientation,
    sharpness: best.score > 0 ? score / best.score : 1,
  }));
  if (best.score < VISIBLE_RINGS)
    return {
      candidates,
      winner: null,
      sentence: 'No orientation gives sharp rings: the calibration or the image is another one, or there are no rings.',
    };
  if (second.score > CLEAR_RATIO * best.score)
    return {
      candidates,
      winner: null,
      sentence: `The rings are about as sharp for orientation ${best.orientation} (${MEANING[best.orientation]}) as for ${second.orientation} (${MEANING[second.orientation]}): choose one.`,
    };
  const ratio = second.score > 0 ? best.score / second.score : Infinity;
  return {
    candidates,
    winner: best.orientation,
    sentence: `The rings are sharpest for orientation ${best.orientation} (${MEANING[best.orientation]}), ${describeRatio(ratio)} than for ${second.orientation}.`,
  };
}

function describeRatio(ratio: number): string {
  if (ratio >= 100) return 'more than 100 times sharper';
  return ratio >= 2 ? `${ratio.toFixed(1)} times sharper` : `${Math.round((ratio - 1) * 100)} % sharper`;
}
