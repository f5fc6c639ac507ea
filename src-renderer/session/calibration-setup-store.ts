import { defineStore } from 'pinia';
import { computed } from 'vue';
import { isSameShape } from '../../src-shared/model/detector-image.ts';
import type {
  CalibrantChoice,
  CalibrationSetup,
  Detector,
  Geometry,
  Refinable,
} from '../../src-shared/model/schema-types.generated.ts';
import { useCalibrantMemoryStore } from './calibrant-memory-store.ts';
import { calibrationFromImage } from './calibration-from-image.ts';
import { useDocumentStore } from './document-store.ts';
import { useImageStore } from './image-store.ts';
import type { CalibrationField, CalibrationInUse, DetectorField, Origin, SessionDocument } from './session-document.ts';

/** A value and where it came from. */
export interface Sourced<T> {
  readonly value: T;
  readonly origin: Origin;
}

export interface StartDetector {
  readonly detector: Detector;
  readonly origins: Readonly<Partial<Record<DetectorField, Origin>>>;
}

type SetupPatch = { readonly [K in keyof CalibrationSetup]?: CalibrationSetup[K] | undefined };

/**
 * Start values of a calibration as they would be used now: from the calibration in use, else typed, else from the
 * image header, else guessed from the shape. A calibration of another detector's shape counts for nothing.
 */
export const useCalibrationSetupStore = defineStore('calibration-setup', () => {
  const documents = useDocumentStore();
  const image = useImageStore();
  const memory = useCalibrantMemoryStore();
  const setup = computed(() => documents.current.setup);

  /** The calibration in use, if it can belong to the image. */
  const inUse = computed<CalibrationInUse | null>(() => {
    const current = documents.calibration;
    const { shape } = image;
    const wanted = current?.calibration.detector.shape;
    return current && (!shape || !wanted || isSameShape(wanted, shape)) ? current : null;
  });
  const fromImage = computed(() => (image.info ? calibrationFromImage(image.info) : undefined));

  const detector = computed<StartDetector | undefined>(() => {
    if (inUse.value) return { detector: inUse.value.calibration.detector, origins: inUse.value.origins };
    const typed = setup.value.detector;
    const { shape } = image;
    if (typed && (!shape || !typed.shape || isSameShape(typed.shape, shape)))
      return { detector: typed, origins: { name: 'typed', pixel1: 'typed', pixel2: 'typed' } };
    return fromImage.value && { detector: fromImage.value.calibration.detector, origins: fromImage.value.origins };
  });

  const wavelength = computed<Sourced<number> | undefined>(() => {
    const current = inUse.value?.calibration.geometry.wavelength;
    if (current !== undefined) return { value: current, origin: inUse.value?.origins.wavelength ?? 'typed' };
    if (setup.value.wavelength !== undefined) return { value: setup.value.wavelength, origin: 'typed' };
    const read = image.info?.metadata.wavelength;
    return read === undefined ? undefined : { value: read, origin: 'header' };
  });

  /** Hints that somebody typed. What headers say of them is often left over from another day: it is not taken. */
  const distance = computed<number | undefined>(() => setup.value.distance);
  const centre = computed<readonly [x: number, y: number] | undefined>(() => setup.value.centre);

  const calibrant = computed<CalibrantChoice | null>(() => {
    const { ownCalibrant, calibrantId } = documents.current;
    return ownCalibrant ?? (calibrantId === null ? null : { id: calibrantId });
  });

  /** Whether the calibrant was proposed, and nobody has chosen it or calibrated with it. */
  const isCalibrantGuessed = computed(() => {
    const { ownCalibrant, calibrantId } = documents.current;
    return ownCalibrant === null && calibrantId !== null && calibrantId === setup.value.guessedCalibrant;
  });

  /** A parameter that is held without anything to hold it at; undefined if there is none. */
  const unheld = computed<'distance' | 'centre' | undefined>(() => {
    const { fixed } = setup.value;
    if (inUse.value) return undefined;
    if (fixed.includes('dist') && distance.value === undefined) return 'distance';
    const isCentreHeld = fixed.includes('poni1') || fixed.includes('poni2');
    return isCentreHeld && centre.value === undefined ? 'centre' : undefined;
  });

  /** Held parameters need values to be held at: those in use, else the hints. */
  const startGeometry = computed<Geometry | undefined>(() => {
    if (inUse.value) return inUse.value.calibration.geometry;
    const start = fromImage.value?.calibration.geometry;
    const pixels = detector.value?.detector;
    const isNeeded = setup.value.fixed.some((name) => name === 'dist' || name.startsWith('poni'));
    if (!start || !pixels || !isNeeded) return undefined;
    const [x, y] = centre.value ?? [start.poni2 / pixels.pixel2, start.poni1 / pixels.pixel1];
    return { ...start, dist: distance.value ?? start.dist, poni1: y * pixels.pixel1, poni2: x * pixels.pixel2 };
  });

  function changed(patch: SetupPatch): CalibrationSetup {
    const entries = Object.entries({ ...setup.value, ...patch }).filter(([, value]) => value !== undefined);
    return Object.fromEntries(entries) as unknown as CalibrationSetup;
  }

  function change(label: string, patch: SetupPatch, mergeKey?: string): void {
    documents.change(label, { setup: changed(patch) }, mergeKey);
  }

  /** Changes what is in use, where something is; else what a calibration will start from. */
  function changeDetector(label: string, patch: Partial<Detector>, mergeKey?: string): void {
    const current = inUse.value;
    if (!current) {
      const before = detector.value?.detector;
      if (before) change(label, { detector: { ...before, ...patch } }, mergeKey);
      return;
    }
    const typed: Partial<Record<CalibrationField, Origin>> = {};
    for (const key of Object.keys(patch)) if (key !== 'shape') typed[key as DetectorField] = 'typed';
    documents.changeCalibration(
      label,
      {
        ...current,
        origins: { ...current.origins, ...typed },
        calibration: { ...current.calibration, detector: { ...current.calibration.detector, ...patch } },
      },
      mergeKey,
    );
  }

  function changeWavelength(label: string, value: number): void {
    const current = inUse.value;
    if (!current) return change(label, { wavelength: value }, 'setup:wavelength');
    documents.changeCalibration(
      label,
      {
        ...current,
        origins: { ...current.origins, wavelength: 'typed' },
        calibration: { ...current.calibration, geometry: { ...current.calibration.geometry, wavelength: value } },
      },
      'setup:wavelength',
    );
  }

  return {
    setup,
    inUse,
    detector,
    wavelength,
    distance,
    centre,
    calibrant,
    isCalibrantGuessed,
    unheld,
    startGeometry,
    change,
    /** In a new window: the calibrant of last time, if there is nothing better. */
    proposeCalibrant(): void {
      const lastCalibrant = memory.id;
      if (lastCalibrant === undefined || calibrant.value !== null || documents.calibration) return;
      documents.change('Calibrant of last time', {
        calibrantId: lastCalibrant,
        setup: { ...setup.value, guessedCalibrant: lastCalibrant },
      });
    },
    /** A guess belongs to the calibration that nobody has made yet, not to one that is opened. */
    withoutGuess(): Pick<SessionDocument, 'calibrantId'> {
      return { calibrantId: isCalibrantGuessed.value ? null : documents.current.calibrantId };
    },
    withoutGuessMark: (): CalibrationSetup => changed({ guessedCalibrant: undefined }),
    changeDetector,
    changeWavelength,
    isRefined: (name: Refinable): boolean =>
      name === 'wavelength' ? setup.value.refineWavelength : !setup.value.fixed.includes(name),
    /** The box behind a parameter. */
    switchRefined(name: Refinable, label: string, isRefined: boolean): void {
      const text = `${label} ${isRefined ? 'refined' : 'held'}`;
      if (name === 'wavelength') return change(text, { refineWavelength: isRefined });
      const others = setup.value.fixed.filter((one) => one !== name);
      change(text, { fixed: isRefined ? others : [...others, name] });
    },
    changeBound(name: Refinable, label: string, end: 0 | 1, value: number | undefined): void {
      const { [name]: before, ...others } = setup.value.bounds;
      const next: [number, number] = [before?.[0] ?? -UNBOUNDED, before?.[1] ?? UNBOUNDED];
      next[end] = value ?? (end === 0 ? -UNBOUNDED : UNBOUNDED);
      const isNone = next[0] === -UNBOUNDED && next[1] === UNBOUNDED;
      change(`Bounds of ${label}`, { bounds: isNone ? others : { ...others, [name]: next } }, `bounds:${name}`);
    },
  };
});

/** Stands for "no bound" at one end: JSON has no infinity. */
export const UNBOUNDED = 1e9;
