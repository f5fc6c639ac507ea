import { defineStore } from 'pinia';
import { computed } from 'vue';
import { AppError } from '../../src-shared/model/app-error.ts';
import type {
  CalibrateParams,
  CalibrateTogetherParams,
  CalibrationRefineParams,
  ExtractPointsParams,
  GrowPointsParams,
  TogetherArrangement,
} from '../../src-shared/model/schema-types.generated.ts';
import type { GrownPoints, StoredCalibrationResult } from '../../src-shared/rpc/contract.ts';
import { useCalibrantMemoryStore } from './calibrant-memory-store.ts';
import { useCalibrationHistoryStore } from './calibration-history-store.ts';
import { useCalibrationResultStore } from './calibration-result-store.ts';
import { useCalibrationSetupStore } from './calibration-setup-store.ts';
import { useDocumentStore } from './document-store.ts';
import { useHostStore } from './host-store.ts';
import { useImageStore } from './image-store.ts';
import { countPoints, groupsByRing, joined, pickedPoints } from './point-groups.ts';
import { useMaskRasterStore } from './mask-raster-store.ts';
import type { CalibrationField, Origin } from './session-document.ts';

type ImageParams = Pick<
  ExtractPointsParams,
  'imageId' | 'frame' | 'maskIds' | 'detector' | 'detectorMask' | 'maskBelow' | 'maskAbove'
>;

/** Calibrating, refining and extracting: calls the host and puts what it finds into the document. */
export const useCalibrationRunStore = defineStore('calibration-run', () => {
  const documents = useDocumentStore();
  const history = useCalibrationHistoryStore();
  const host = useHostStore();
  const image = useImageStore();
  const memory = useCalibrantMemoryStore();
  const rasters = useMaskRasterStore();
  const results = useCalibrationResultStore();
  const setups = useCalibrationSetupStore();
  let running: AbortController | undefined;

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

  async function refineParams(isJudged: boolean): Promise<CalibrationRefineParams> {
    const { setup, wavelength, calibrant, inUse } = setups;
    if (missingForPoints.value !== undefined || !wavelength || !calibrant)
      throw new AppError('usage', missingForPoints.value ?? '');
    return {
      ...(await imageParams()),
      calibrant,
      ...parameterOptions(wavelength.value, inUse !== null),
      points: pickedPoints(documents.current.points),
      rejectOutliers: setup.rejectOutliers,
      judge: isJudged,
    };
  }

  /** One run at a time: a newer one stops the older. @returns undefined if it was cancelled or failed */
  async function run<T>(
    task: (context: { signal: AbortSignal; onProgress: (fraction: number, stage?: string) => void }) => Promise<T>,
  ): Promise<T | undefined> {
    running?.abort();
    const controller = new AbortController();
    running = controller;
    results.isRunning = true;
    results.progress = null;
    results.stage = null;
    results.error = null;
    try {
      return await task({
        signal: controller.signal,
        onProgress: (fraction, stage) => {
          if (running !== controller) return;
          results.progress = fraction;
          results.stage = stage ?? null;
        },
      });
    } catch (cause) {
      const error = AppError.from(cause);
      if (running === controller && error.code !== 'cancelled') results.error = error;
      return undefined;
    } finally {
      if (running === controller) {
        running = undefined;
        results.isRunning = false;
        results.progress = null;
        results.stage = null;
      }
    }
  }

  function originsOf(found: StoredCalibrationResult): Partial<Record<CalibrationField, Origin>> {
    const isWavelengthFound = found.uncertainties.wavelength !== undefined;
    return {
      ...setups.detector?.origins,
      dist: 'found',
      poni1: 'found',
      poni2: 'found',
      rot1: 'found',
      rot2: 'found',
      rot3: 'found',
      wavelength: isWavelengthFound ? 'found' : (setups.wavelength?.origin ?? 'typed'),
    };
  }

  /** Puts a result into the document as one step that can be taken back. */
  function accept(label: string, found: StoredCalibrationResult, mergeKey?: string): void {
    const { calibration } = found;
    if (!calibration) return;
    const next = { calibration, warnings: [], origins: originsOf(found) };
    const isRanked = setups.calibrant === null;
    results.keep(calibration, found);
    documents.change(
      label,
      {
        calibration: next,
        setup: setups.withoutGuessMark(), // whoever calibrates with it has confirmed it
        ...(isRanked ? { calibrantId: found.calibrantId } : {}),
      },
      mergeKey,
    );
    const { calibrantId, ownCalibrant } = documents.current;
    if (calibrantId !== null && ownCalibrant === null && found.verdict === 'good') memory.id = calibrantId;
    results.refused = null;
    history.add(label, next, found);
  }

  /** A bad result is shown and nothing else: the geometry in use stays. */
  function take(label: string, found: StoredCalibrationResult | undefined, mergeKey?: string): void {
    if (!found) return;
    if (found.verdict === 'bad' || !found.calibration) results.refused = found;
    else accept(label, found, mergeKey);
  }

  return {
    missing,
    missingForPoints,
    cancel(): void {
      running?.abort();
    },
    async calibrate(): Promise<void> {
      take(
        'Calibrate',
        await run(async (context) => host.call('calibration.calibrate', await calibrateParams(), context)),
      );
    },
    async refine(): Promise<void> {
      take('Refine', await run(async (context) => host.call('calibration.refine', await refineParams(true), context)));
    },
    /**
     * Several images at once, with masks, detector and calibrant of the one shown.
     *
     * @returns undefined if it was cancelled or failed
     */
    together(images: CalibrateTogetherParams['images'], arrangement: TogetherArrangement) {
      return run(async (context) => {
        const { setup, wavelength, calibrant } = setups;
        if (missingForPoints.value !== undefined || !wavelength || !calibrant)
          throw new AppError('usage', missingForPoints.value ?? '');
        const { maskIds, detector, detectorMask, maskBelow, maskAbove } = await imageParams();
        return host.call(
          'calibration.calibrateTogether',
          {
            ...{ maskIds, detector, detectorMask },
            ...(maskBelow === undefined ? {} : { maskBelow }),
            ...(maskAbove === undefined ? {} : { maskAbove }),
            ...{ images, arrangement, calibrant, wavelength: wavelength.value },
            ...(setup.ringCount === undefined ? {} : { ringCount: setup.ringCount }),
            ...(setup.fixed.length > 0 ? { fixed: [...setup.fixed] } : {}),
            ...(setup.refineWavelength ? { refineWavelength: true } : {}),
          },
          context,
        );
      });
    },
    /** After a change of the points, as a part of it: one undo takes back both. */
    async refineWith(label: string, mergeKey: string): Promise<void> {
      if (missingForPoints.value !== undefined || countPoints(documents.current.points) === 0) return;
      take(
        label,
        await run(async (context) => host.call('calibration.refine', await refineParams(false), context)),
        mergeKey,
      );
    },
    /** Image and masks as a report draws them, should the host have been started anew since. */
    async sources(): Promise<Partial<Pick<ImageParams, 'imageId' | 'maskIds'>>> {
      if (!image.info) return {};
      const { imageId, maskIds } = await imageParams();
      return { imageId, maskIds };
    },
    takeAnyway(): void {
      const found = results.refused;
      if (found) accept('Bad calibration taken all the same', found);
    },
    /** Points along the rings that the geometry in use predicts take the place of those extracted before. */
    async extract(): Promise<void> {
      const found = await run(async (context) => {
        const { calibrant, inUse, setup } = setups;
        if (!calibrant || !inUse)
          throw new AppError(
            'usage',
            missingForPoints.value ?? 'Rings are predicted by a geometry: refine or calibrate first.',
          );
        return host.call(
          'calibration.extractPoints',
          {
            ...(await imageParams()),
            calibrant,
            geometry: inUse.calibration.geometry,
            ...(setup.ringCount === undefined ? {} : { ringCount: setup.ringCount }),
          },
          context,
        );
      });
      if (!found) return;
      const picked = documents.current.points.filter(({ origin }) => origin !== 'extracted');
      documents.change('Rings extracted', { points: joined(picked, groupsByRing(found, 'extracted')) });
    },
    /** @throws AppError  if there is no ring at the place */
    async grow(place: Pick<GrowPointsParams, 'x' | 'y' | 'along'>): Promise<GrownPoints> {
      const geometry = setups.inUse?.calibration.geometry;
      return host.call('calibration.growPoints', {
        ...(await imageParams()),
        ...place,
        ...(geometry ? { geometry } : {}),
      });
    },
  };
});
