import { saxsdogFromCalibration } from '../geometry/saxsdog-geometry.ts';
import { validateCalibration } from '../geometry/validate-calibration.ts';
import { AppError } from '../model/app-error.ts';
import type { Shape } from '../model/detector-image.ts';
import type {
  Calibration,
  SaxsdogCalibration,
  SaxsdogGeometryPart,
  SaxsdogMask,
} from '../model/schema-types.generated.ts';
import { toRadians } from '../quantity/angle.ts';
import { newSaxsdogCalibration } from './saxsdog-calibration-file.ts';

/** What another file says of a SAXSdog calibration; the rest stays as it is. */
export interface SaxsdogPatch extends Partial<Omit<SaxsdogCalibration, 'Geometry' | 'Masks'>> {
  readonly Geometry?: Partial<SaxsdogGeometryPart>;
  /** Entry by entry */
  readonly Masks?: readonly Partial<SaxsdogMask>[];
}

/** A calibration with everything that a patch says, zeros included. Keys that nobody knows stay. */
export function patchSaxsdog(
  base: SaxsdogCalibration,
  { Geometry, Masks, ...others }: SaxsdogPatch,
): SaxsdogCalibration {
  const [defaultMask] = newSaxsdogCalibration().Masks;
  const masks = base.Masks.map((mask, index) => ({ ...mask, ...Masks?.[index] }));
  const more = (Masks ?? []).slice(base.Masks.length).map((mask) => ({ ...defaultMask, ...mask }));
  return {
    ...base,
    ...others,
    Geometry: {
      ...base.Geometry,
      ...Geometry,
      ...(Geometry?.Tilt && isSameTilt(base.Geometry.Tilt, Geometry.Tilt) ? { Tilt: base.Geometry.Tilt } : {}),
    },
    Masks: [...masks, ...more] as SaxsdogCalibration['Masks'],
  };
}

/**
 * What a .poni file and its like can say. rot3, which SAXSdog does not have, is lost: it turns the azimuth only.
 *
 * @param shape  of the stored image
 * @throws AppError  'calibration' if SAXSdog has no counterpart (tilt of 90° or more)
 */
export function patchFromCalibration(calibration: Calibration, shape: Shape): SaxsdogPatch {
  validateCalibration(calibration);
  const saxsdog = saxsdogFromCalibration(calibration, shape);
  if (!saxsdog)
    throw new AppError(
      'calibration',
      'SAXSdog cannot describe this geometry: the beam does not meet the detector at less than 90° of tilt.',
    );
  const { wavelength } = calibration.geometry;
  const [y, x] = saxsdog.beamCentre;
  const [pixelY, pixelX] = saxsdog.pixelSizeMicroM;
  return {
    Geometry: {
      Tilt: { TiltRotDeg: tidy(saxsdog.tiltRotDeg), TiltAngleDeg: tidy(saxsdog.tiltAngleDeg) },
      BeamCenter: [tidy(y), tidy(x)],
      DedectorDistanceMM: tidy(saxsdog.detectorDistanceMm),
      PixelSizeMicroM: [tidy(pixelY), tidy(pixelX)],
      Imagesize: [shape[0], shape[1]],
    },
    ...(wavelength === undefined ? {} : { Wavelength: tidy(wavelength * 1e10) }),
  };
}

/** Whether two tilts are one: −0.56° towards 73° is 0.56° towards −107°. */
function isSameTilt(a: SaxsdogGeometryPart['Tilt'], b: SaxsdogGeometryPart['Tilt']): boolean {
  const along = ({ TiltAngleDeg, TiltRotDeg }: SaxsdogGeometryPart['Tilt']): [number, number] => [
    TiltAngleDeg * Math.cos(toRadians(TiltRotDeg)),
    TiltAngleDeg * Math.sin(toRadians(TiltRotDeg)),
  ];
  const [[ax, ay], [bx, by]] = [along(a), along(b)];
  if (b.TiltAngleDeg === 0) return false; // a direction that was given is kept, though it says nothing
  return Math.hypot(ax - bx, ay - by) < 1e-9; // deg: what rounding leaves of a tilt that went to a .poni and back
}

/** Without the last digits that a change of unit spoils: 172, not 172.00000000000003. */
const tidy = (value: number): number => Number(value.toPrecision(15));
