import type { CalibrateJob } from '../../src-shared/calibration/calibration-job.ts';
import type { ImageMetadata } from '../../src-shared/model/detector-image.ts';
import type { Detector } from '../../src-shared/model/schema-types.generated.ts';

/** Header and input disagree by more: relative */
const WAVELENGTH_CONFLICT = 0.003;
const PIXEL_CONFLICT = 0.05;

/**
 * What the header of an image says about its calibration: where it contradicts the inputs, and what the result has to
 * be compared with.
 *
 * @param wavelength  m, as used
 * @param flipRows  the image was reversed on reading: the header's beam centre does not count its rows
 */
export function headerWitness(
  metadata: ImageMetadata,
  wavelength: number,
  detector: Detector,
  flipRows = false,
): Required<Pick<CalibrateJob, 'header' | 'conflicts'>> {
  const { distance, beamCentre } = metadata;
  const conflicts: string[] = [];
  const differs = (a: number, b: number, limit: number): boolean => Math.abs(a / b - 1) > limit;
  if (metadata.wavelength !== undefined && differs(metadata.wavelength, wavelength, WAVELENGTH_CONFLICT))
    conflicts.push(
      `The image header says ${(metadata.wavelength * 1e10).toPrecision(6)} Å, and ${(wavelength * 1e10).toPrecision(6)} Å was used.`,
    );
  if (metadata.pixel1 !== undefined && differs(metadata.pixel1, detector.pixel1, PIXEL_CONFLICT))
    conflicts.push(
      `The image header says pixels of ${(metadata.pixel1 * 1e6).toPrecision(4)} µm, and ${(detector.pixel1 * 1e6).toPrecision(4)} µm was used.`,
    );
  // Zeros stand for "not known" in many headers.
  const isCentreKnown = beamCentre !== undefined && (beamCentre[0] !== 0 || beamCentre[1] !== 0) && !flipRows;
  return {
    conflicts,
    header: {
      ...(distance !== undefined && distance > 0 ? { distance } : {}),
      ...(isCentreKnown ? { centre: beamCentre } : {}),
    },
  };
}
