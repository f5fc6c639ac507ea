import { findLines } from './radial-evidence.ts';
import { findRingPeaks } from './ring-peaks.ts';
import { findRival } from './rival-calibrant.ts';
import { ridgesAt } from './search-points.ts';

/** The parts of a calibration that another thread can do, by the name under which they are sent to it. */
export const ASIDE_PARTS = { findLines, findRingPeaks, findRival, ridgesAt } as const;
