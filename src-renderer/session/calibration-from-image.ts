import type { ImageInfo } from '../../src-shared/rpc/contract.ts';
import type { CalibrationInUse } from './session-document.ts';

const DISTANCE_NOBODY_GAVE = 0.2; // m; marked as a default wherever it is shown
const PIXEL_NOBODY_GAVE = 100e-6; // m, likewise

/** Start values for a calibration typed by hand: what the header says and the shape suggests, each marked as such. */
export function calibrationFromImage({ metadata, shape, detectorGuesses }: ImageInfo): CalibrationInUse {
  const guess = detectorGuesses[0]?.detector;
  const pixel1 = metadata.pixel1 ?? guess?.pixel1 ?? PIXEL_NOBODY_GAVE;
  const pixel2 = metadata.pixel2 ?? guess?.pixel2 ?? PIXEL_NOBODY_GAVE;
  const pixelOrigin = metadata.pixel1 !== undefined ? 'header' : guess ? 'found' : 'default';
  const centre = metadata.beamCentre ?? [shape[1] / 2, shape[0] / 2];
  const centreOrigin = metadata.beamCentre ? 'header' : 'default';
  return {
    calibration: {
      geometry: {
        dist: metadata.distance ?? DISTANCE_NOBODY_GAVE,
        poni1: centre[1] * pixel1,
        poni2: centre[0] * pixel2,
        rot1: 0,
        rot2: 0,
        rot3: 0,
        ...(metadata.wavelength === undefined ? {} : { wavelength: metadata.wavelength }),
      },
      detector: {
        ...guess,
        name: guess?.name ?? 'Detector',
        shape: [shape[0], shape[1]],
        pixel1,
        pixel2,
        orientation: 3,
      },
    },
    warnings: [],
    origins: {
      dist: metadata.distance === undefined ? 'default' : 'header',
      poni1: centreOrigin,
      poni2: centreOrigin,
      rot1: 'default',
      rot2: 'default',
      rot3: 'default',
      ...(metadata.wavelength === undefined ? {} : { wavelength: 'header' as const }),
      name: guess ? 'found' : 'default',
      pixel1: pixelOrigin,
      pixel2: pixelOrigin,
      orientation: 'default',
    },
  };
}
