import type { Cake } from '../model/cake.ts';
import type { CakeRecipe } from '../model/schema-types.generated.ts';
import type { WriteRows } from './number-rows.ts';

export type CakeLayoutId = CakeRecipe['layouts'][number];

/** One way to write a cake. To add one: write `cake-<id>.ts`, add a line to the registry, add its id to the schema. */
export interface CakeFormat {
  readonly id: CakeLayoutId;
  readonly label: string;
  /** With dot. */
  readonly suffix: string;
  /** What becomes of an empty cell (count 0, NaN inside). */
  readonly emptyCell: 'nan' | 'zero';
  /** Quantity that the radial axis must have; absent: any. */
  readonly needs?: 'r';
  /**
   * @param writeRows  absent: the plain way
   * @throws AppError usage  if the cake lacks what the layout needs
   */
  format(cake: Cake, writeRows?: WriteRows): Uint8Array;
}
