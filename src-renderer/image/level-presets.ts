import type { ImageStatistics } from '../../src-shared/rpc/contract.ts';
import { binEdge, BINS } from './histogram-axis.ts';
import type { Levels } from '../../src-shared/figure/intensity-scale.ts';

type LevelStatistics = Omit<ImageStatistics, 'validPixels'>;

/** 1 – 99.9 % of the pixels: weak rings show, single hot pixels do not count. */
export function automaticLevels(statistics: LevelStatistics): Levels {
  const { percentile1, percentile999 } = statistics;
  return percentile999 > percentile1 ? [percentile1, percentile999] : fullLevels(statistics);
}

export function fullLevels({ minimum, maximum }: LevelStatistics): Levels {
  return [minimum, maximum > minimum ? maximum : minimum + 1];
}

/** Mean ± 3 standard deviations, within the range of the image. */
export function sigmaLevels(statistics: LevelStatistics): Levels {
  const { minimum, maximum, mean } = statistics;
  const sigma = standardDeviation(statistics);
  const levels = [Math.max(minimum, mean - 3 * sigma), Math.min(maximum, mean + 3 * sigma)] as const;
  return levels[1] > levels[0] ? levels : fullLevels(statistics);
}

/** From the histogram, each bin taken as evenly filled: good to the width of a bin, which is what levels need. */
export function standardDeviation(statistics: LevelStatistics): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < BINS; i++) {
    const from = binEdge(statistics, i) - statistics.mean;
    const to = binEdge(statistics, i + 1) - statistics.mean;
    sum += (statistics.histogram[i]! * (from * from + from * to + to * to)) / 3;
    count += statistics.histogram[i]!;
  }
  return count > 0 ? Math.sqrt(sum / count) : 0;
}
