import type { AxisScale } from '../../src-shared/figure/axis-scale.ts';
import type { CommonOptions } from './common-options.ts';
import type { CurveStyle } from './curve-style.ts';

/** What commander makes of the command line; absent where the option was not given. */
export interface PlotOptions extends CommonOptions {
  readonly out?: string;
  readonly compare?: boolean;
  readonly log?: boolean;
  readonly legend?: boolean;
  readonly title?: string;
  readonly skip?: number;
  readonly clip?: number;
  readonly xAxis?: AxisScale;
  readonly yAxis?: AxisScale;
  readonly xRange?: [number, number];
  readonly yRange?: [number, number];
  readonly waterfall?: boolean;
  readonly gap?: number;
  readonly normal?: boolean;
  readonly fit?: boolean;
  readonly style?: CurveStyle;
  readonly overwrite?: boolean;
}
