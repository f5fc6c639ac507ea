import { parseSaxsdogDocument, requireSaxsdog } from '../../src-shared/format/saxsdog-calibration-file.ts';
import { formatSaxsdogChi } from '../../src-shared/format/saxsdog-chi.ts';
import { parseJsonText, type JsonNode } from '../../src-shared/json/json-text.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { formatShape, isSameShape, type DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { SaxsdogCalibration } from '../../src-shared/model/schema-types.generated.ts';
import { buildLabelPlan } from '../../src-shared/saxsdog/build-label-plan.ts';
import { integralParameters, type IntegralParameters } from '../../src-shared/saxsdog/integral-parameters.ts';
import { integrateLabels, type SaxsdogCurve } from '../../src-shared/saxsdog/integrate-labels.ts';
import type { SaxsdogMode } from '../../src-shared/saxsdog/saxsdog-detector.ts';
import { buildSlicePlan, integrateSlice } from '../../src-shared/saxsdog/slice-plan.ts';
import { loadKernel } from '../kernel/kernel.ts';
import { createLabelKernel, type FrameRoom } from '../kernel/label-kernel.ts';
import { loadWriteRows } from '../text/number-text.ts';
import type { LoadedMask } from './combine-masks.ts';

/** A curve that a calibration asks for: an entry of Masks ("R0", "R1", …) or of Slices ("S0", …). */
export interface SaxsdogRecipe {
  readonly kind: 'R' | 'S';
  readonly index: number;
  /** What follows the base of the output's name: "" for the first recipe, then "_cR1", "_cS0" … */
  readonly suffix: string;
}

export interface SaxsdogResult {
  readonly recipe: SaxsdogRecipe;
  readonly curve: SaxsdogCurve;
  /** undefined for slices */
  readonly parameters: IntegralParameters | undefined;
}

/** A calibration made ready: checked, its masks read, its pixels shared out among the bins. */
export interface SaxsdogEngine {
  readonly calibration: SaxsdogCalibration;
  readonly recipes: readonly SaxsdogRecipe[];
  /** Where a frame may be read to: then the engine need not copy it. */
  openRoom(): FrameRoom;
  /** @throws AppError  shape, if the image is not of the calibration's size */
  integrate(image: DetectorImage, name: string, recipes?: readonly SaxsdogRecipe[]): SaxsdogResult[];
  formatChi(result: SaxsdogResult): Uint8Array<ArrayBuffer>;
}

export interface SaxsdogSource extends SaxsdogMode {
  /** Of the calibration file, for messages */
  readonly name: string;
  readonly text: string;
  /** @throws AppError  if there is no such mask */
  readonly readMask: (file: string, index: number) => Promise<LoadedMask>;
}

/**
 * @throws JsonTextError  if the text is not JSON
 * @throws AppError  calibration, with the path of the key that cannot be used
 */
export async function createSaxsdogEngine(source: SaxsdogSource): Promise<SaxsdogEngine> {
  const { name, text, readMask, compatible } = source;
  const calibration = requireSaxsdog(parseSaxsdogDocument(text).value, name);
  const node: JsonNode = parseJsonText(text); // as written: the original repeats it in every curve
  const mode = { compatible };
  const masks: Uint8Array[] = [];
  for (const [index, { MaskFile }] of calibration.Masks.entries())
    masks.push(await checkedMask(calibration, name, index, MaskFile, readMask));
  const radial = calibration.GISAXSmode === true ? [] : calibration.Masks;
  const plans = radial.map((_, index) => buildPlan(calibration, name, index, masks[index]!, mode));
  const writeRows = await loadWriteRows();
  const kernel = createLabelKernel(await loadKernel(), plans, 1);
  const slices = (calibration.Slices ?? []).map((slice) =>
    buildSlicePlan(calibration, slice, masks[slice.MaskRef ?? 0] ?? null, mode),
  );
  const recipes = [
    ...plans.map((_, index) => ({ kind: 'R' as const, index })),
    ...slices.map((_, index) => ({ kind: 'S' as const, index })),
  ].map((recipe, position) => ({ ...recipe, suffix: position === 0 ? '' : `_c${recipe.kind}${recipe.index}` }));

  return {
    calibration,
    recipes,
    openRoom: () => kernel.openRoom(),
    integrate({ samples, shape }, imageName, wanted = recipes) {
      const expected = calibration.Geometry.Imagesize;
      if (!isSameShape(shape, expected))
        throw new AppError(
          'shape',
          `${imageName} has ${formatShape(shape)} pixels, but Geometry.Imagesize is ${formatShape(expected)}.`,
        );
      return wanted.map((recipe) => {
        if (recipe.kind === 'S')
          return { recipe, curve: integrateSlice(slices[recipe.index]!, samples), parameters: undefined };
        const plan = plans[recipe.index]!;
        const curve = integrateLabels(plan, samples, kernel.sums[recipe.index]);
        return { recipe, curve, parameters: integralParameters(plan, curve, calibration.Masks[recipe.index]!, mode) };
      });
    },
    formatChi: ({ curve, parameters }) => formatSaxsdogChi(curve, node, parameters, writeRows),
  };
}

async function checkedMask(
  { Geometry }: SaxsdogCalibration,
  name: string,
  index: number,
  file: string,
  readMask: SaxsdogSource['readMask'],
): Promise<Uint8Array> {
  const at = `${name}: Masks[${index}].MaskFile`;
  const { mask, shape } = await readMask(file, index).catch((cause: unknown): never => {
    const error = AppError.from(cause);
    throw new AppError('calibration', `${at}: ${error.message}`, { cause });
  });
  if (isSameShape(shape, Geometry.Imagesize)) return mask;
  throw new AppError(
    'calibration',
    `${at}: "${file}" has ${formatShape(shape)} pixels, but Geometry.Imagesize is ${formatShape(Geometry.Imagesize)}.`,
  );
}

function buildPlan(
  calibration: SaxsdogCalibration,
  name: string,
  index: number,
  mask: Uint8Array,
  mode: SaxsdogMode,
): ReturnType<typeof buildLabelPlan> {
  try {
    return buildLabelPlan(calibration, calibration.Masks[index]!, mask, mode);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new AppError('calibration', `${name}: Masks[${index}].PixelPerRadialElement gives ${cause.message}.`, {
      cause,
    });
  }
}
