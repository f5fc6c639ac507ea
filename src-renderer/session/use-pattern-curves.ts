import { computed } from 'vue';
import type { PlotCurve } from '../../src-shared/figure/plot-curve.ts';
import { useBatchComparisonStore } from './batch-comparison-store.ts';
import { useDocumentStore } from './document-store.ts';
import { drawablePart, overlayCurves } from './overlay-curves.ts';
import { useOverlayStore } from './overlay-store.ts';
import { backgroundOf } from './pattern-background.ts';
import { usePatternStore } from './pattern-store.ts';
import { isDisplayUnit, radialAxis, type DisplayUnit, type RadialAxis } from './radial-axis.ts';

/** The curves of the pattern plot on one axis: the pattern of the image first, then the overlays. */
export function usePatternCurves() {
  const documents = useDocumentStore();
  const overlays = useOverlayStore();
  const patterns = usePatternStore();
  const comparison = useBatchComparisonStore();

  const calibration = computed(() => documents.calibration?.calibration);
  const axis = computed<RadialAxis | undefined>(() => (calibration.value ? radialAxis(calibration.value) : undefined));
  const drawables = computed(() =>
    overlays.overlays.flatMap((overlay) => {
      const curve = overlay.visible ? overlays.curveOf(overlay) : undefined;
      return curve ? [{ overlay, curve }] : [];
    }),
  );
  /** Unit of the axis: the chosen one where the pattern can be shown in it. */
  const unit = computed<DisplayUnit>(() => {
    const [first] = drawables.value;
    const own = patterns.pattern?.radialUnit ?? first?.curve.radialUnit ?? documents.settings.radialUnit;
    const chosen = documents.view.displayUnit;
    return isDisplayUnit(chosen) && axis.value?.canConvert(own, chosen) ? chosen : own;
  });

  const patternCurve = computed<PlotCurve | undefined>(() => {
    if (!patterns.pattern || !axis.value) return undefined;
    const { radial, intensity, sigma, radialUnit, provenance } = patterns.pattern;
    const x = axis.value.convertAll(radial, radialUnit, unit.value);
    const points = drawablePart(x, intensity);
    if (points.x.length === 0) return undefined;
    return {
      id: 'pattern',
      label: provenance.image,
      ...points,
      sigma: sigma ? drawablePart(x, sigma).y : null,
      colour: '--plot-1',
    };
  });
  /** With its background, or without it. */
  const main = computed(() => (patternCurve.value ? withBackground(patternCurve.value) : []));
  /** Negative values are kept; where there is no background there is nothing to subtract from. */
  function withBackground(curve: PlotCurve): PlotCurve[] {
    const { pattern } = patterns;
    const choice = documents.current.patternBackground;
    const background = pattern && backgroundOf(pattern, choice);
    if (!pattern || !background || !axis.value) return [curve];
    const x = axis.value.convertAll(pattern.radial, pattern.radialUnit, unit.value);
    if (choice?.subtract) {
      const left = pattern.intensity.map((value, bin) => value - background[bin]!);
      return [{ ...curve, y: drawablePart(x, left).y }];
    }
    const points = drawablePart(x, background);
    return [curve, { id: 'background', label: 'Background', ...points, colour: '--text-muted' }];
  }
  const laidOver = computed(() =>
    overlayCurves(drawables.value, unit.value, calibration.value?.geometry, documents.view.waterfall ?? 0),
  );

  /** What an earlier run has for the frame of the batch that is shown. */
  const earlier = computed<PlotCurve[]>(() => {
    const found = comparison.shownPattern;
    if (!found || !axis.value?.canConvert(found.radialUnit, unit.value)) return [];
    const { x, y } = found.curve;
    return [{ ...found.curve, ...drawablePart(axis.value.convertAll(x, found.radialUnit, unit.value), y) }];
  });

  return {
    axis,
    unit,
    patternCurve,
    curves: computed<readonly PlotCurve[]>(() => [...main.value, ...earlier.value, ...laidOver.value]),
  };
}
