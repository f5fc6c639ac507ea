import { defineStore } from 'pinia';
import { AppError } from '../../src-shared/model/app-error.ts';
import type {
  CalibrateTogetherParams,
  Geometry,
  GrowPointsParams,
  TogetherArrangement,
} from '../../src-shared/model/schema-types.generated.ts';
import type { CallContext, GrownPoints, StoredCalibrationResult } from '../../src-shared/rpc/contract.ts';
import { useCalibrantMemoryStore } from './calibrant-memory-store.ts';
import { useCalibrationHistoryStore } from './calibration-history-store.ts';
import { useCalibrationParams, type ImageParams } from './calibration-params.ts';
import { useCalibrationResultStore } from './calibration-result-store.ts';
import { useCalibrationSetupStore } from './calibration-setup-store.ts';
import { useDocumentStore } from './document-store.ts';
import { useHostStore } from './host-store.ts';
import { useImageStore } from './image-store.ts';
import { countPoints, groupsByRing, joined, type PointGroups } from './point-groups.ts';
import type { CalibrationField, Origin } from './session-document.ts';

/** Calibrating, refining and extracting: calls the host and puts what it finds into the document. */
export const useCalibrationRunStore = defineStore('calibration-run', () => {
  const documents = useDocumentStore();
  const history = useCalibrationHistoryStore();
  const host = useHostStore();
  const image = useImageStore();
  const memory = useCalibrantMemoryStore();
  const results = useCalibrationResultStore();
  const setups = useCalibrationSetupStore();
  const { missing, missingForPoints, imageParams, calibrateParams, refineParams } = useCalibrationParams();
  let running: AbortController | undefined;

  /** One run at a time: a newer one stops the older. @returns undefined if it was cancelled or failed */
  async function run<T>(task: (context: CallContext) => Promise<T>): Promise<T | undefined> {
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
  function accept(label: string, found: StoredCalibrationResult, mergeKey?: string, further: PointGroups = []): void {
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
        ...(further.length > 0 ? { points: joined(documents.current.points, further) } : {}),
      },
      mergeKey,
    );
    const { calibrantId, ownCalibrant } = documents.current;
    if (calibrantId !== null && ownCalibrant === null && found.verdict === 'good') memory.id = calibrantId;
    results.refused = null;
    history.add(label, next, found);
  }

  /**
   * A bad result is shown and nothing else: the geometry in use stays.
   *
   * @param further  points that the fit rests on as well
   */
  function take(
    label: string,
    found: StoredCalibrationResult | undefined,
    mergeKey?: string,
    further?: PointGroups,
  ): void {
    if (!found) return;
    if (found.verdict === 'bad' || !found.calibration) results.refused = found;
    else accept(label, found, mergeKey, further);
  }

  /** Points along the rings that a geometry predicts. */
  async function extractedWith(geometry: Geometry, context: CallContext): Promise<PointGroups> {
    const { calibrant, setup } = setups;
    if (!calibrant) throw new AppError('usage', missingForPoints.value ?? '');
    const found = await host.call(
      'calibration.extractPoints',
      {
        ...(await imageParams()),
        ...{ calibrant, geometry },
        ...(setup.ringCount === undefined ? {} : { ringCount: setup.ringCount }),
        ...(setup.reach === undefined ? {} : { reach: setup.reach }),
      },
      context,
    );
    return groupsByRing(found, 'extracted');
  }

  /**
   * What a fit to points picked by hand alone predicts further out. Points that came in another way, extracted or from a
   * file, are complete: none are added.
   */
  async function furtherPoints(context: CallContext): Promise<PointGroups> {
    if (setups.setup.pickedOnly || documents.current.points.some(({ origin }) => origin !== 'picked')) return [];
    const { calibration, verdict } = await host.call('calibration.refine', await refineParams(false), context);
    if (!calibration || verdict === 'bad') return [];
    context.onProgress?.(0.1, 'Extracting rings');
    return extractedWith(calibration.geometry, context);
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
    /** On the points, and on those that they predict on further rings: both come into the document as one step. */
    async refine(): Promise<void> {
      let further: PointGroups = [];
      const found = await run(async (context) => {
        further = await furtherPoints(context);
        const points = joined(documents.current.points, further);
        return host.call('calibration.refine', await refineParams(true, points), context);
      });
      take('Refine', found, undefined, further);
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
        const { calibrant, inUse } = setups;
        if (!calibrant || !inUse)
          throw new AppError(
            'usage',
            missingForPoints.value ?? 'Rings are predicted by a geometry: refine or calibrate first.',
          );
        return extractedWith(inUse.calibration.geometry, context);
      });
      if (!found) return;
      const picked = documents.current.points.filter(({ origin }) => origin !== 'extracted');
      documents.change('Rings extracted', { points: joined(picked, found) });
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
