import type { Pattern1d } from '../model/pattern-1d.ts';
import type { Recipe } from '../model/schema-types.generated.ts';
import type { WriteRows } from './number-rows.ts';

export type PatternFormatId = Recipe['formats'][number];

/** What a text format becomes in an empty bin (count 0, NaN inside). */
export type EmptyBin = 'nan' | 'zero' | 'row left out';

/** One way to write a pattern as text. To add one: write `pattern-<id>.ts`, add a line to the registry, add a test. */
export interface PatternFormat {
  readonly id: PatternFormatId;
  readonly label: string;
  /** With dot. */
  readonly suffix: string;
  readonly needsSigma: boolean;
  /** Whether only a 2θ axis can be written. */
  readonly needsTwoTheta: boolean;
  readonly emptyBin: EmptyBin;
  /**
   * @param fileName  name of the file to be written, for formats that repeat it
   * @param writeRows  absent: the plain way
   * @throws AppError usage  if the pattern lacks what the format needs
   */
  format(pattern: Pattern1d, fileName: string, writeRows?: WriteRows): Uint8Array;
}
