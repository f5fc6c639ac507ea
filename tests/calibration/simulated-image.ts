import { findCalibrant } from '../../src-shared/calibrant/calibrant-catalogue.ts';
import { calibrantLines } from '../../src-shared/calibrant/calibrant-lines.ts';
import { prepareCalibrationImage, type CalibrationImage } from '../../src-shared/calibration/calibration-image.ts';
import { geometryFromFit2d, type Fit2dGeometry } from '../../src-shared/geometry/fit2d-geometry.ts';
import type { Geometry } from '../../src-shared/model/schema-types.generated.ts';
import {
  simulateCalibrantImage,
  type SimulationOptions,
} from '../../src-shared/simulation/simulate-calibrant-image.ts';

export const SIDE = 500;
export const PIXEL = 200e-6; // m
export const WAVELENGTH = 0.4e-10; // m

export interface SimulatedCase {
  readonly image: CalibrationImage;
  readonly truth: Geometry & { readonly wavelength: number };
}

/** A small square detector; the geometry as Fit2D says it. */
export function simulateCase(
  fit2d: Partial<Fit2dGeometry> = {},
  options: Partial<SimulationOptions> & { readonly calibrantName?: string; readonly wavelength?: number } = {},
): SimulatedCase {
  const geometry = geometryFromFit2d(
    { directDistanceMm: 160, centreX: 260.3, centreY: 231.7, tiltDeg: 3, tiltPlaneDeg: 40, ...fit2d },
    PIXEL,
    PIXEL,
  );
  const truth = { ...geometry, rot3: 0, wavelength: options.wavelength ?? WAVELENGTH };
  const detector = { name: 'Detector', pixel1: PIXEL, pixel2: PIXEL, orientation: 3 as const };
  const calibrant = findCalibrant(options.calibrantName ?? 'CeO2');
  if (!calibrant) throw new Error('no such calibrant');
  const { image } = simulateCalibrantImage({
    calibration: { geometry: truth, detector },
    calibrant,
    shape: [SIDE, SIDE],
    hotPixels: 20,
    deadPixels: 20,
    ...options,
  });
  return { truth, image: prepareCalibrationImage(image, detector, null) };
}

/** Å, decreasing */
export function spacingsOf(name: string): number[] {
  const calibrant = findCalibrant(name);
  if (!calibrant) throw new Error('no such calibrant');
  return calibrantLines(calibrant, 0.3).map(({ dSpacing }) => dSpacing);
}
