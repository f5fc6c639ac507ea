import { computed, type ComputedRef } from 'vue';
import type { PlotLine } from '../../src-shared/figure/plot-curve.ts';
import { useCakeStore } from '../session/cake-store.ts';
import { useCalibrantStore } from '../session/calibrant-store.ts';
import { compactHkl } from '../../src-shared/quantity/compact-hkl.ts';
import { useDocumentStore } from '../session/document-store.ts';
import { DISPLAY_UNITS, isDisplayUnit, radialAxis, type DisplayUnit, type RadialAxis } from '../session/radial-axis.ts';

/** The radial axis on which the cake is shown: the pattern's, but for d, whose axis runs backwards. */
export function useCakeAxis(): {
  axis: ComputedRef<RadialAxis | undefined>;
  unit: ComputedRef<DisplayUnit>;
  label: ComputedRef<string>;
  /** Bin centres; empty without a cake. */
  radial: ComputedRef<Float64Array>;
  /** Calibrant lines within the cake, rising, whether they are drawn or not. */
  lines: ComputedRef<readonly PlotLine[]>;
} {
  const cakes = useCakeStore();
  const calibrants = useCalibrantStore();
  const documents = useDocumentStore();

  const axis = computed(() => cakes.cake && radialAxis(cakes.cake.provenance.calibration));
  const unit = computed<DisplayUnit>(() => {
    const own = cakes.cake?.radialUnit ?? documents.settings.radialUnit;
    const wanted = documents.view.displayUnit;
    if (!isDisplayUnit(wanted) || wanted === 'd_A') return own;
    return axis.value?.canConvert(own, wanted) ? wanted : own;
  });
  const radial = computed(() => {
    if (!cakes.cake || !axis.value) return new Float64Array(0);
    return axis.value.convertAll(cakes.cake.radial, cakes.cake.radialUnit, unit.value);
  });
  const lines = computed<readonly PlotLine[]>(() => {
    const convert = axis.value;
    const x = radial.value;
    if (!convert || x.length === 0) return [];
    return calibrants.rings
      .map(({ twoTheta, hkl }) => ({ x: convert.convert(twoTheta, '2th_rad', unit.value), label: compactHkl(hkl) }))
      .filter((line) => line.x >= x[0]! && line.x <= x[x.length - 1]!)
      .sort((a, b) => a.x - b.x);
  });

  return {
    axis,
    unit,
    label: computed(() => DISPLAY_UNITS.find(({ id }) => id === unit.value)?.label ?? unit.value),
    radial,
    lines,
  };
}
