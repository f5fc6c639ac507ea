import { computed } from 'vue';
import { AppError } from '../../src-shared/model/app-error.ts';
import type {
  CalibrateParams,
  CalibrationRefineParams,
  ExtractPointsParams,
} from '../../src-shared/model/schema-types.generated.ts';
import { useCalibrationSetupStore } from './calibration-setup-store.ts';
import { useDocumentStore } from './document-store.ts';
import { useImageStore } from './image-store.ts';
import { useMaskRasterStore } from './mask-raster-store.ts';
import { pickedPoints, type PointGroups } from './point-groups.ts';

/** Image and masks, as every request of a calibration names them. */
export type ImageParams = Pick<
  ExtractPointsParams,
  'imageId' | 'frame' | 'maskIds' | 'detector' | 'detectorMask' | 'maskBelow' | 'maskAbove'
>;

/** What calibrating asks of the host, out of what is on screen now; and what is missing for it. */
export function useCalibrationParams() {
  const documents = useDocumentStore();
  const image = useImageStore();
  const rasters = useMaskRasterStore();
  const setups = useCalibrationSetupStore();

  /** Why nothing can be found yet, in a sentence that says what to do; undefined if all is there. */
  const missing = computed<string | undefined>(() => {
    if (!image.info) return 'Open the image of a calibrant first: drop it on the window.';
    if (setups.detector?.origins.pixel1 === 'default')
      return 'The pixel size is not known: choose the detector or type the size.';
    if (setups.wavelength === undefined) return 'The wavelength is not known: type it, or the photon energy.';
    if (setups.unheld !== undefined)
      return `The ${setups.unheld} is to be held, and no value is known: type it, or tick the box to refine it.`;
    return undefined;
  });
  const missingForPoints = computed<string | undefined>(
    () =>
      missing.value ?? (setups.calibrant === null ? 'Choose the calibrant: ring numbers count its lines.' : undefined),
  );

  async function imageParams(): Promise<ImageParams> {
    const { info, frame, frameNumber } = image;
    const detector = setups.detector?.detector;
    if (!info || !detector) throw new AppError('usage', missing.value ?? 'Open an image first.');
    const { settings, masks, maskLayers } = documents.current;
    const { useMask, intensityLimit } = setups.setup;
    const calibration = documents.calibration?.calibration;
    const frameIndex = frame?.frame ?? frameNumber;
    const maskIds = useMask
      ? await rasters.maskIds({ imageId: info.imageId, frame: frameIndex, calibration, settings, masks, maskLayers })
      : [];
    const above = intensityLimit ?? settings.maskAbove;
    return {
      imageId: info.imageId,
      frame: frameIndex,
      maskIds,
      detector,
      detectorMask: settings.detectorMask,
      ...(settings.maskBelow === undefined ? {} : { maskBelow: settings.maskBelow }),
      ...(above === undefined ? {} : { maskAbove: above }),
    };
  }

  function parameterOptions(wavelength: number, isStartWanted: boolean) {
    const { fixed, refineWavelength, bounds } = setups.setup;
    const start = isStartWanted || fixed.length > 0 ? setups.startGeometry : undefined;
    return {
      wavelength,
      ...(start ? { start: { ...start, wavelength } } : {}),
      ...(fixed.length > 0 ? { fixed: [...fixed] } : {}),
      ...(refineWavelength ? { refineWavelength } : {}),
      ...(Object.keys(bounds).length > 0 ? { bounds } : {}),
    };
  }

  async function calibrateParams(): Promise<CalibrateParams> {
    const { setup, wavelength, distance, centre, calibrant } = setups;
    if (missing.value !== undefined || !wavelength) throw new AppError('usage', missing.value ?? '');
    const picked = documents.current.points.filter(({ origin }) => origin === 'picked');
    return {
      ...(await imageParams()),
      calibrant,
      ...parameterOptions(wavelength.value, setup.fromGeometry),
      ...(distance === undefined ? {} : { distance }),
      ...(centre ? { centre: [centre[0], centre[1]] } : {}),
      ...(setup.ringCount === undefined ? {} : { ringCount: setup.ringCount }),
      ...(calibrant && picked.length > 0 ? { points: pickedPoints(picked) } : {}),
    };
  }

  /** @param points  those of the document unless given */
  async function refineParams(
    isJudged: boolean,
    points: PointGroups = documents.current.points,
  ): Promise<CalibrationRefineParams> {
    const { setup, wavelength, calibrant, inUse } = setups;
    if (missingForPoints.value !== undefined || !wavelength || !calibrant)
      throw new AppError('usage', missingForPoints.value ?? '');
    return {
      ...(await imageParams()),
      calibrant,
      ...parameterOptions(wavelength.value, inUse !== null),
      points: pickedPoints(points),
      rejectOutliers: setup.rejectOutliers,
      judge: isJudged,
    };
  }

  return { missing, missingForPoints, imageParams, calibrateParams, refineParams };
}
