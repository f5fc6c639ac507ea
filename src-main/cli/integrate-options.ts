import type { Command } from 'commander';
import type { PatternFormatId } from '../../src-shared/format/pattern-format.ts';
import { patternFormatList } from '../../src-shared/format/pattern-formats.ts';
import type { AutoMask, IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import { RADIAL_UNITS } from '../../src-shared/quantity/radial-unit.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { sampleAbsorptionOption, sensorAbsorptionOption } from './absorption-options.ts';
import { autoMaskOption } from './auto-mask-option.ts';
import { type Filter, filterOption } from './filter-option.ts';
import { type BackgroundMethod, patternBackgroundOption } from './pattern-background-option.ts';
import type { TableFormatId } from '../batch/plan-outputs.ts';
import type { CommonOptions } from './common-options.ts';
import {
  choiceListOption,
  choiceOption,
  integerOption,
  notNegativeOption,
  numberOption,
  pairOption,
  positiveOption,
  repeatedOption,
} from './option-values.ts';

/** What commander makes of the command line; absent where the option was not given. */
export interface IntegrateOptions extends CommonOptions {
  readonly poni?: string;
  readonly flipRows?: boolean;
  readonly orientation?: number;
  readonly unit?: IntegrationSettings['radialUnit'];
  readonly npt?: number;
  readonly split?: IntegrationSettings['split'];
  readonly mask?: readonly string[];
  readonly maskBelow?: number;
  readonly maskAbove?: number;
  readonly detectorMask?: boolean;
  /** false: none, whatever the recipe says. */
  readonly autoMask?: AutoMask | false;
  readonly dummy?: number;
  readonly deltaDummy?: number;
  readonly dark?: string;
  readonly darkExposures?: number;
  readonly flat?: string;
  readonly background?: string;
  readonly backgroundScale?: number;
  readonly normalization?: number;
  /** false: none, whatever the recipe says. */
  readonly normalizeBy?: string | false;
  readonly sensorAbsorption?: IntegrationSettings['sensorAbsorption'] | false;
  readonly sampleAbsorption?: IntegrationSettings['sampleAbsorption'] | false;
  readonly polarization?: number | 'none';
  readonly polarizationOffset?: number;
  readonly solidAngle?: boolean;
  readonly radialRange?: [number, number];
  readonly azimuthRange?: [number, number];
  readonly errorModel?: IntegrationSettings['errorModel'];
  readonly filter?: Filter | 'none';
  readonly patternBackground?: BackgroundMethod | 'none';
  readonly patternBackgroundRange?: [number, number];
  readonly format?: PatternFormatId[];
  readonly table?: TableFormatId[];
  readonly frames?: string;
  readonly out?: string;
  readonly workers?: number;
  readonly recursive?: boolean;
  readonly dryRun?: boolean;
  readonly summary?: string;
  readonly resume?: boolean;
  readonly overwrite?: boolean;
  readonly recipe?: string;
  readonly saveRecipe?: string;
  /** false: no recipe beside the results. */
  readonly sidecar?: boolean;
}

export const PATTERN_FORMAT_IDS: readonly PatternFormatId[] = patternFormatList.map(({ id }) => id);
export const TABLE_FORMAT_IDS: readonly TableFormatId[] = ['csv', 'xy', 'h5'];
const UNITS = RADIAL_UNITS.map(({ id }) => id);

/** What a run writes. */
export function addFormatOption(command: Command): Command {
  return command
    .option(
      '--format <F[,F…]>',
      `${PATTERN_FORMAT_IDS.join(' ')} (xy; none where there is a table)`,
      choiceListOption('--format', PATTERN_FORMAT_IDS),
    )
    .option(
      '--table <F[,F…]>',
      `all frames in one annulus-table.F: the radial axis and a column for each frame; ${TABLE_FORMAT_IDS.join(' ')}`,
      choiceListOption('--table', TABLE_FORMAT_IDS),
    );
}

/** What is done to a pattern after it is summed. */
export function addPatternBackgroundOptions(command: Command): Command {
  return command
    .option(
      '--pattern-background <B>',
      'subtract a smooth background: snip:BINS (half the width of peaks), spline:BINS (its stiffness), none (none)',
      patternBackgroundOption,
    )
    .option(
      '--pattern-background-range <A,B>',
      'where it is subtracted, in --unit; bins outside are empty (everywhere)',
      pairOption('--pattern-background-range'),
    );
}

/** What patterns and cakes have in common. */
export function addIntegrateOptions(command: Command): Command {
  return command
    .option('--poni <FILE>', 'calibration: .poni, or SAXSdog .json/.saxsconf')
    .option('--flip-rows', 'reverse the rows on reading (calibrations made with Dioptas)')
    .option('--no-flip-rows', 'rows as stored, whatever the recipe says')
    .option('--orientation <1..4>', 'replace the orientation of the calibration', integerOption('--orientation', 1, 4))
    .option('--unit <U>', `radial axis: ${UNITS.join(' ')} (2th_deg)`, choiceOption('--unit', UNITS))
    .option('--npt <N>', 'radial bins (1000)', integerOption('--npt', 1, 1_000_000))
    .option('--split <S>', 'pixel splitting: no bbox full (full)', choiceOption('--split', ['no', 'bbox', 'full']))
    .option('--mask <FILE>', 'mask, non-zero is ignored; repeatable', repeatedOption)
    .option('--mask-below <V>', 'ignore pixels below V', numberOption('--mask-below'))
    .option('--mask-above <V>', 'ignore pixels above V', numberOption('--mask-above'))
    .option('--detector-mask', 'ignore the gaps that the detector catalogue knows (on)')
    .option('--no-detector-mask', 'use the pixels of detector gaps')
    .option(
      '--auto-mask <SETTINGS>',
      'automatic mask of each frame, values after = only: alpha=2,edge=30,lower=0,upper=none,method=median|mean|sigma',
      autoMaskOption,
    )
    .option('--no-auto-mask', 'no automatic mask, whatever the recipe says')
    .option('--dummy <V>', 'value of dead pixels', numberOption('--dummy'))
    .option('--delta-dummy <D>', 'pixels within D of the dummy are dead too (0)', notNegativeOption('--delta-dummy'))
    .option('--dark <FILE>', 'image to subtract')
    .option(
      '--dark-exposures <N>',
      'exposures that the dark is the mean of: its error is √N times less (1)',
      integerOption('--dark-exposures', 1, 1e9),
    )
    .option('--flat <FILE>', 'image to divide by')
    .option('--background <FILE>', 'image to subtract after scaling')
    .option('--background-scale <S>', 'factor of the background (1)', numberOption('--background-scale'))
    .option('--normalization <F>', 'divide by this, e.g. a monitor count (1)', positiveOption('--normalization'))
    .option(
      '--normalize-by <WHERE>',
      'divide each frame by a value of its own, e.g. monitor or transmission: header:KEY, FILE.h5::/path, or a table ' +
        'FILE.csv[::COLUMN] of file names or frame numbers and values',
    )
    .option('--no-normalize-by', 'no value for each frame, whatever the recipe says')
    .option('--polarization <F>', 'polarization factor -1…1, or none (none)', polarizationOption)
    .option(
      '--polarization-offset <DEG>',
      'turn of the plane of polarization (0)',
      numberOption('--polarization-offset'),
    )
    .option('--solid-angle', 'divide by the relative solid angle of each pixel (on)')
    .option('--no-solid-angle', 'no solid angle correction')
    .option(
      '--sensor-absorption <MATERIAL:T>',
      'photons that cross the sensor: Si:320 is silicon of 320 µm (also CdTe GaAs Ge CsI Gd2O2S), 960:320 an attenuation length of 960 µm',
      sensorAbsorptionOption,
    )
    .option('--no-sensor-absorption', 'no correction for the sensor, whatever the recipe says')
    .option(
      '--sample-absorption <MU_T[,ANGLE[,AZIMUTH]]>',
      'flat sample in transmission: µ times thickness, angle of its normal to the beam, side to which it leans ' +
        '(0 east, 90 south), degrees; relative to the absorption of the beam',
      sampleAbsorptionOption,
    )
    .option('--no-sample-absorption', 'no correction for the sample, whatever the recipe says')
    .option('--radial-range <A,B>', 'ends of the radial axis, in its unit', pairOption('--radial-range'))
    .option('--azimuth-range <A,B>', 'degrees, 0 east, 90 south; wraps', pairOption('--azimuth-range'))
    .option(
      '--filter <F>',
      'keep outliers out: none sigma-clip[:THRESHOLD[,ROUNDS]] median[:P1,P2]; median: over 360 sectors, in cakes over ' +
        'sectors of 1°, with bbox splitting (none)',
      filterOption,
    )
    .option(
      '--error-model <M>',
      'none poisson azimuthal hybrid (none)',
      choiceOption('--error-model', ['none', 'poisson', 'azimuthal', 'hybrid']),
    )
    .option('--frames <A:B:STEP>', 'frames of multi-frame files, B excluded (all)')
    .option('--out <DIR>', 'folder for the results, created if missing (beside each image)')
    .option('--recursive', 'also the images of the folders below; with --out in folders of the same names')
    .option('--dry-run', 'name the results and end')
    .option('--summary <FILE>', 'integral, counts and flags of every frame as CSV')
    .option('--workers <N>', 'worker threads (all cores)', integerOption('--workers', 1, 256))
    .option('--resume', 'keep results of the same images and settings, make the others')
    .option('--overwrite', 'replace results that exist')
    .option(
      '--recipe <FILE>',
      'take options from a recipe, of LightForm too (.yaml), and its images where none is named; options given here win',
    )
    .option('--save-recipe <FILE>', 'write all options and images as a recipe')
    .option('--no-sidecar', 'no annulus-recipe.json beside the results of several frames');
}

function polarizationOption(text: string): number | 'none' {
  if (text === 'none') return 'none';
  const factor = numberOption('--polarization')(text);
  if (factor < -1 || factor > 1)
    throw new AppError('usage', `--polarization is ${text}: a factor from -1 to 1, or none, was expected.`);
  return factor;
}
