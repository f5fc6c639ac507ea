import type { IntegrateOptions } from './integrate-options.ts';

/** Formats of images that hold floating point numbers. */
export const SEPARATED_SUFFIXES = ['tif', 'edf', 'npy'] as const;

/** What commander makes of the command line; absent where the option was not given. */
export interface SeparateOptions extends Omit<IntegrateOptions, 'format'> {
  readonly imageFormat?: (typeof SEPARATED_SUFFIXES)[number];
}
