import { parseSaxsdogCalibration } from '../../src-shared/format/saxsdog-calibration.ts';
import { saxsdogIssues } from '../../src-shared/format/saxsdog-calibration-file.ts';
import { saxsdogLabels } from '../../src-shared/format/saxsdog-chi.ts';
import { formatShape, isSameShape, type DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { SaxsdogCalibration, SaxsdogMask } from '../../src-shared/model/schema-types.generated.ts';
import type { Handlers, SaxsPreview, SaxsPreviewCurve } from '../../src-shared/rpc/contract.ts';
import { buildLabelPlan } from '../../src-shared/saxsdog/build-label-plan.ts';
import { integralParameters } from '../../src-shared/saxsdog/integral-parameters.ts';
import { deviationOf, integrateLabels } from '../../src-shared/saxsdog/integrate-labels.ts';
import type { LabelPlan } from '../../src-shared/saxsdog/label-plan.ts';
import type { SaxsdogMode } from '../../src-shared/saxsdog/saxsdog-detector.ts';
import { buildSlicePlan, integrateSlice, sliceBand } from '../../src-shared/saxsdog/slice-plan.ts';
import type { SchemaIssue } from '../../src-shared/schema-tree/schema-issue.ts';
import { createByteCache } from '../store/byte-cache.ts';
import type { ImageStore } from '../store/image-store.ts';
import type { MaskStore, StoredMask } from '../store/mask-store.ts';

/** Plans of the masks being edited: a few of a large detector. */
const MAX_PLAN_BYTES = 128e6;

/** Shows what a SAXSdog calibration does to an image while it is edited. */
export function createSaxsService(images: ImageStore, masks: MaskStore) {
  const plans = createByteCache<LabelPlan>(MAX_PLAN_BYTES);

  function planOf(
    calibration: SaxsdogCalibration,
    recipe: SaxsdogMask,
    { id, mask }: StoredMask,
    mode: SaxsdogMode,
  ): LabelPlan {
    const { Geometry, Wavelength, PolarizationCorrection } = calibration;
    const { Oversampling, PixelPerRadialElement } = recipe;
    const ring = recipe['Phi-mode'] ? [recipe.qStart, recipe.qStop] : null;
    const labels = [Oversampling, PixelPerRadialElement, ring];
    const key = JSON.stringify([Geometry, Wavelength, PolarizationCorrection, labels, id, mode]);
    const known = plans.find(key);
    if (known) return known;
    const plan = buildLabelPlan(calibration, recipe, mask, mode);
    plans.keep(key, plan, plan.pattern.byteLength + (plan.correction?.byteLength ?? 0) + 24 * plan.shares.length);
    return plan;
  }

  return {
    'saxs.preview': async ({ imageId, frame, calibration: given, maskIds, compatible = false }, { signal }) => {
      const issues = saxsdogIssues(given);
      if (issues.length > 0) return { issues, curves: [], slices: [], calibration: null };
      const calibration = given as unknown as SaxsdogCalibration;
      const mode = { compatible };
      const image = await images.readFrame(imageId, frame, signal);
      const found = maskIds.map((id) => (id === null ? undefined : masks.find(id)));
      const usable = (index: number, path: SchemaIssue['path']): StoredMask | undefined => {
        const issue = maskIssue(calibration, found[index], index);
        if (issue) issues.push({ ...issue, path });
        return issue ? undefined : found[index];
      };
      const curves: SaxsPreviewCurve[] = [];
      const sizeIssue = imageIssue(calibration, image);
      if (sizeIssue) issues.push(sizeIssue);
      else {
        if (calibration.GISAXSmode !== true)
          for (const [index, recipe] of calibration.Masks.entries()) {
            signal.throwIfAborted();
            const mask = usable(index, ['Masks', index, 'MaskFile']);
            if (!mask) continue;
            const plan = planOf(calibration, recipe, mask, mode);
            const curve = integrateLabels(plan, image.samples);
            curves.push({
              key: `R${index}`,
              name: recipe.Name ?? '',
              ...curve,
              axisLabel: saxsdogLabels(curve.kind)[0],
              deviation: deviationOf(plan, image.samples, curve),
              parameters: integralParameters(plan, curve, recipe, mode),
            });
          }
        for (const [index, slice] of (calibration.Slices ?? []).entries()) {
          const { MaskRef: reference = 0 } = slice;
          const mask = reference < 0 ? undefined : usable(reference, ['Slices', index, 'MaskRef']);
          if (reference >= 0 && !mask) continue;
          const curve = integrateSlice(buildSlicePlan(calibration, slice, mask?.mask ?? null, mode), image.samples);
          const axisLabel = saxsdogLabels(curve.kind)[0];
          curves.push({ key: `S${index}`, name: '', ...curve, axisLabel, deviation: null, parameters: null });
        }
      }
      return {
        issues,
        curves,
        slices: (calibration.Slices ?? []).map((slice) => sliceBand(calibration, slice)),
        calibration: parseSaxsdogCalibration(calibration).calibration,
      } satisfies SaxsPreview;
    },
  } satisfies Partial<Handlers>;
}

function imageIssue({ Geometry }: SaxsdogCalibration, { shape }: DetectorImage): SchemaIssue | undefined {
  if (isSameShape(Geometry.Imagesize, shape)) return undefined;
  return {
    path: ['Geometry', 'Imagesize'],
    keyword: 'shape',
    message: `The image has ${formatShape(shape)} pixels, the calibration is for ${formatShape(Geometry.Imagesize)}.`,
  };
}

function maskIssue(
  { Geometry }: SaxsdogCalibration,
  mask: StoredMask | undefined,
  index: number,
): Omit<SchemaIssue, 'path'> | undefined {
  if (!mask) return { keyword: 'mask', message: `The file of mask ${index} is not open.` };
  if (isSameShape(Geometry.Imagesize, mask.shape)) return undefined;
  return {
    keyword: 'mask',
    message: `${mask.name} has ${formatShape(mask.shape)} pixels, the calibration is for ${formatShape(Geometry.Imagesize)}.`,
  };
}
