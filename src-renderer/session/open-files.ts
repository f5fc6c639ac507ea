import { AppError } from '../../src-shared/model/app-error.ts';
import { formatShape, isSameShape } from '../../src-shared/model/detector-image.ts';
import type { FileKind, FileRef, IdentifiedFile, ImageInfo } from '../../src-shared/rpc/contract.ts';
import { useBatchPlanStore } from './batch-plan-store.ts';
import { useCalibrantStore } from './calibrant-store.ts';
import { useCalibrationHistoryStore } from './calibration-history-store.ts';
import { useCalibrationSetupStore } from './calibration-setup-store.ts';
import { useDocumentStore } from './document-store.ts';
import { useHostStore } from './host-store.ts';
import { useImageStore } from './image-store.ts';
import { useMaskFileStore } from './mask-file-store.ts';
import { useMaskLayerStore } from './mask-layer-store.ts';
import { useNoticeStore } from './notice-store.ts';
import { useOrientationStore } from './orientation-store.ts';
import { useOverlayStore } from './overlay-store.ts';
import { usePatternStore } from './pattern-store.ts';
import { usePhaseStore } from './phase-store.ts';
import { groupsOfFile } from './point-groups.ts';
import { useResourceStore } from './resource-store.ts';
import { useSessionStore } from './session-store.ts';
import { useSetupStore } from './setup-store.ts';
import { nameOfRef, type CalibrationField, type CalibrationInUse, type Origin } from './session-document.ts';

/** What the rest of the window does with files that are not taken here. */
export interface OpenFilesHooks {
  /** Shows the Setup workspace. */
  readonly showSetup: () => void;
  readonly openSession: (ref: FileRef) => Promise<void>;
  readonly browse: (directory: FileRef) => void;
}

export interface OpenFiles {
  /** Finds out what files are and takes each for what it is. */
  takeFiles(refs: readonly FileRef[], hooks: OpenFilesHooks): Promise<void>;
  openImage(ref: FileRef, dataset?: string): Promise<void>;
  openCalibration(ref: FileRef): Promise<void>;
  addMask(ref: FileRef): Promise<void>;
  /** Points of a pyFAI .npt file take the place of those there are. */
  openPoints(ref: FileRef): Promise<void>;
}

const FIELDS_OF_A_FILE: readonly CalibrationField[] = [
  'dist',
  'poni1',
  'poni2',
  'rot1',
  'rot2',
  'rot3',
  'wavelength',
  'name',
  'pixel1',
  'pixel2',
  'orientation',
];

/** Opening things, as one flow for drops, dialogs and the command line of the window. */
export function useOpenFiles(): OpenFiles {
  const host = useHostStore();
  const image = useImageStore();
  const documents = useDocumentStore();
  const notices = useNoticeStore();
  const orientations = useOrientationStore();
  const overlays = useOverlayStore();
  const phases = usePhaseStore();
  const patterns = usePatternStore();
  const resources = useResourceStore();
  const calibrants = useCalibrantStore();
  const setups = useCalibrationSetupStore();
  const maskFiles = useMaskFileStore();
  const maskLayers = useMaskLayerStore();
  const history = useCalibrationHistoryStore();
  const batch = useBatchPlanStore();
  const session = useSessionStore();
  const setup = useSetupStore();

  async function readCalibration(ref: FileRef): Promise<CalibrationInUse> {
    const { name, calibration, warnings } = await host.call('calibration.open', { ref });
    const origins: Partial<Record<CalibrationField, Origin>> = {};
    for (const field of FIELDS_OF_A_FILE) origins[field] = 'file';
    if (calibration.geometry.wavelength === undefined) delete origins.wavelength;
    return { calibration, name, warnings, origins };
  }

  /** A calibration without wavelength takes that of the image header. */
  function completedFrom(info: ImageInfo | undefined, inUse: CalibrationInUse): CalibrationInUse {
    const wavelength = info?.metadata.wavelength;
    const { calibration, origins } = inUse;
    if (wavelength === undefined || calibration.geometry.wavelength !== undefined) return inUse;
    return {
      ...inUse,
      calibration: { ...calibration, geometry: { ...calibration.geometry, wavelength } },
      origins: { ...origins, wavelength: 'header' },
    };
  }

  async function openImage(ref: FileRef, dataset?: string): Promise<void> {
    const first = !image.info;
    await patterns.whileHeld(async () => {
      const info = await image.open(ref, { dataset });
      const inUse = documents.calibration;
      if (!inUse) {
        if (first) setups.proposeCalibrant();
        return;
      }
      const completed = completedFrom(info, inUse);
      if (completed !== inUse) documents.changeCalibration('Wavelength from the image header', completed);
      // Later images of a series come the same way round as the first; asking again would only disturb.
      if (first) await orientations.settle();
    });
  }

  async function openCalibration(ref: FileRef): Promise<void> {
    await patterns.whileHeld(async () => {
      const inUse = await readCalibration(ref);
      const completed = completedFrom(image.info, inUse);
      documents.change(`Calibration ${inUse.name ?? ''}`.trim(), { calibration: completed, ...setups.withoutGuess() });
      history.add(`Opened ${inUse.name ?? 'a calibration'}`, completed);
      if (inUse.warnings.length > 0)
        notices.show({ tone: 'warn', text: `${inUse.name ?? 'Calibration'}: ${inUse.warnings.join(' ')}` });
      if (image.info) await orientations.settle();
    });
  }

  async function addMask(ref: FileRef): Promise<void> {
    if (/\.json$/i.test(ref)) return openMaskLayers(ref);
    if (documents.current.masks.includes(ref)) return;
    await resources.openMask(ref);
    documents.change(`Mask ${nameOfRef(ref)} added`, { masks: [...documents.current.masks, ref] });
    if (maskFiles.isQuestionable(ref)) askWhetherToKeep(ref);
  }

  /** The same question stands in the Mask workspace: this is for whoever is somewhere else. */
  function askWhetherToKeep(ref: FileRef): void {
    notices.show({
      tone: 'warn',
      text: `${nameOfRef(ref)} masks ${(100 * maskFiles.maskedShare(ref)).toFixed(1)} % of the image. Does 1 mean keep in it?`,
      actions: [
        { label: 'Yes, keep those', run: () => maskFiles.keepOnes(ref) },
        { label: 'No, 1 is masked', run: () => maskFiles.maskOnes(ref) },
      ],
    });
  }

  async function openMaskLayers(ref: FileRef): Promise<void> {
    const { name, layers, shape } = await host.call('mask.openLayers', { ref });
    maskLayers.append(`Mask layers of ${name}`, layers);
    if (shape && image.shape && !isSameShape(shape, image.shape))
      notices.show({
        tone: 'warn',
        text: `The layers of ${name} were drawn on an image of ${formatShape(shape)} pixels, and this one has ${formatShape(image.shape)}: check where they lie.`,
      });
  }

  async function takeCalibrant(file: IdentifiedFile): Promise<string> {
    await calibrants.load();
    const stem = file.name.replace(/\.D$/i, '').toLowerCase();
    const known = calibrants.calibrants.find(({ id }) => id.toLowerCase() === stem);
    if (!known) {
      documents.change(`Calibrant ${file.name}`, { ownCalibrant: { ref: file.ref }, calibrantId: null });
      return `${file.name}: rings of its d-spacings are drawn`;
    }
    documents.change(`Calibrant ${known.label}`, { calibrantId: known.id, ownCalibrant: null });
    return `${file.name}: rings of ${known.label} are drawn from the catalogue`;
  }

  async function openPoints(ref: FileRef): Promise<void> {
    const file = await host.call('calibration.openPoints', { ref });
    const { calibrant, withoutRing } = file;
    const isNeeded = setups.calibrant === null || setups.isCalibrantGuessed;
    const known = isNeeded && calibrants.calibrants.some(({ id }) => id === calibrant);
    documents.change(`Points of ${nameOfRef(ref)}`, {
      points: groupsOfFile(file, 0),
      ...(known && calibrant !== undefined ? { calibrantId: calibrant } : {}),
    });
    const count = withoutRing.rows.length;
    if (count > 0)
      notices.show({
        tone: 'warn',
        text: `${nameOfRef(ref)} names no ring for ${count === 1 ? 'one point' : `${count} points`}: ring 1 until you change it in the list of points.`,
      });
  }

  async function take(file: IdentifiedFile, hooks: OpenFilesHooks): Promise<string> {
    switch (file.kind) {
      case 'image':
        await openImage(file.ref);
        return file.summary;
      case 'calibration':
        await openCalibration(file.ref);
        if (!/\.(json|saxsconf)$/i.test(file.name)) return file.summary;
        await setup.open(file.ref);
        return `${file.summary} Its whole set-up is in the Setup workspace.`;
      case 'mask':
        await addMask(file.ref);
        return file.summary;
      case 'calibrant':
        return takeCalibrant(file);
      case 'points':
        await openPoints(file.ref);
        return file.summary;
      case 'session':
        await hooks.openSession(file.ref);
        return file.summary;
      case 'directory':
        hooks.browse(file.ref);
        return file.summary;
      case 'pattern':
        return [`${file.name} is laid over the pattern.`, ...(await overlays.addFile(file.ref))].join(' ');
      case 'phase':
        return [file.summary, ...(await phases.add(file.ref))].join(' ');
      case 'recipe':
        await setup.open(file.ref);
        hooks.showSetup();
        return `${file.name} is open in Setup. It is run with \`annulus integrate --recipe\`.`;
      case 'unknown':
        if (/\.(json|saxsconf)$/i.test(file.name)) {
          await setup.open(file.ref);
          hooks.showSetup();
          return `${file.name} is open in Setup.`;
        }
        throw new AppError('format', file.summary);
    }
  }

  async function takeFiles(refs: readonly FileRef[], hooks: OpenFilesHooks): Promise<void> {
    if (refs.length === 0) return;
    const { files } = await host.call('file.identify', { refs: [...refs] });
    // One image and one calibration are used; the image first, since it is what people wait for.
    const ordered = ORDER.flatMap((kind) => files.filter((file) => file.kind === kind));
    const understood: string[] = [];
    const refused: string[] = [];
    const seen = new Set<FileKind>();
    await patterns.whileHeld(async () => {
      for (const file of ordered) {
        const isSingle = file.kind === 'image' || file.kind === 'calibration' || file.kind === 'session';
        if (isSingle && seen.has(file.kind)) continue;
        seen.add(file.kind);
        try {
          understood.push(await take(file, hooks));
        } catch (cause) {
          const error = AppError.from(cause);
          if (error.code !== 'cancelled') refused.push(withName(file.name, error.message));
        }
      }
    });
    for (const kind of ['image', 'calibration'] as const) {
      const count = files.filter((file) => file.kind === kind).length;
      if (count > 1)
        understood.push(`${count - 1} more ${kind}${count > 2 ? 's' : ''} not opened: one is used at a time`);
    }
    const [done, ...alsoDone] = understood;
    const images = files.filter((file) => file.kind === 'image').map(({ ref }) => ({ ref }));
    const asBatch = {
      label: `Integrate all ${images.length} as a batch`,
      run: () => {
        batch.addInputs(images);
        session.workspace = 'batch';
      },
    };
    if (done !== undefined)
      notices.show({ tone: 'good', text: done, details: alsoDone, actions: images.length > 1 ? [asBatch] : [] });
    const [failed, ...alsoFailed] = refused;
    if (failed !== undefined) notices.show({ tone: 'bad', text: failed, details: alsoFailed });
  }

  return { takeFiles, openImage, openCalibration, addMask, openPoints };
}

const ORDER: readonly FileKind[] = [
  'session',
  'image',
  'mask',
  'calibration',
  'calibrant',
  'points',
  'directory',
  'pattern',
  'phase',
  'recipe',
  'unknown',
];

function withName(name: string, message: string): string {
  return message.includes(name) ? message : `${name}: ${message}`;
}
