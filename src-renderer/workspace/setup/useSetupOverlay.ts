import { computed, type ComputedRef } from 'vue';
import type { RingOverlay } from '../../image/image-overlay.ts';
import { useImageStore } from '../../session/image-store.ts';
import { ringLine } from '../../session/ring-lines.ts';
import { useSetupPreviewStore } from '../../session/setup-preview-store.ts';
import { beamCentre } from '../../../src-shared/geometry/beam-centre.ts';
import { isSameShape } from '../../../src-shared/model/detector-image.ts';
import { isJsonObject } from '../../../src-shared/schema-tree/json-value.ts';

/** Beam centre, rings, slices and a mask of the calibration that is edited, over the image, as long as one edits. */
export function useSetupOverlay(): {
  rings: ComputedRef<readonly RingOverlay[]>;
  /** undefined: nothing is edited; null: the beam does not meet the detector. */
  centre: ComputedRef<{ x: number; y: number } | null | undefined>;
  /** undefined: nothing is edited; null: there is no mask for this image. */
  mask: ComputedRef<Uint8Array | null | undefined>;
} {
  const previews = useSetupPreviewStore();
  const image = useImageStore();
  const calibration = computed(() => (previews.calibration ? previews.preview?.calibration : undefined));

  /** nm⁻¹: where the integral parameters of each mask begin and end, and the one that is asked for. */
  const wanted = computed(() => {
    const masks = previews.calibration?.['Masks'];
    const edges = (Array.isArray(masks) ? masks : []).flatMap((mask) =>
      isJsonObject(mask) ? [mask['qStart'], mask['qStop']] : [],
    );
    const all = [...edges, previews.ringQ].filter((q): q is number => typeof q === 'number' && q > 0);
    return [...new Set(all)];
  });

  const qRings = computed((): RingOverlay[] => {
    const { shape } = image;
    const geometry = calibration.value?.geometry;
    if (!shape || !calibration.value || geometry?.wavelength === undefined) return [];
    const wavelength = geometry.wavelength * 1e9; // nm
    return wanted.value.flatMap((q) => {
      const sine = (q * wavelength) / (4 * Math.PI);
      const points = sine < 1 ? ringLine(calibration.value!, shape, 2 * Math.asin(sine)) : undefined;
      return points ? [{ points, label: `${q} nm⁻¹`, dashed: q !== previews.ringQ }] : [];
    });
  });
  const slices = computed((): RingOverlay[] =>
    (previews.calibration ? (previews.preview?.slices ?? []) : []).map(({ rows, columns }, index) => {
      const [top, bottom, left, right] = [rows[0], rows[1], columns[0], columns[1]];
      const points = Float64Array.of(left, top, right, top, right, bottom, left, bottom, left, top);
      return { points, label: `slice ${index}`, colour: 'var(--mark-2)' };
    }),
  );
  return {
    rings: computed(() => [...qRings.value, ...slices.value]),
    centre: computed(() => {
      if (!calibration.value || !image.shape) return undefined;
      const found = beamCentre(calibration.value, image.shape);
      return found && { x: found[0], y: found[1] };
    }),
    mask: computed(() => {
      if (!previews.calibration || !image.shape) return undefined;
      const { mask } = previews;
      return mask && isSameShape(mask.shape, image.shape) ? mask.mask : null;
    }),
  };
}
