import { cakeLayoutList } from '../src-shared/format/cake-formats.ts';
import { patternFormatList } from '../src-shared/format/pattern-formats.ts';
import { RADIAL_UNITS } from '../src-shared/quantity/radial-unit.ts';
import type { AppInfo, Handlers } from '../src-shared/rpc/contract.ts';
import type { FileAccess, HostFiles } from './file/file-access.ts';
import { imageReaders } from './file/image-readers.ts';
import { openImage } from './file/open-image.ts';
import type { StateFolder } from './file/state-folder.ts';
import type { HostSession, SessionSource } from './rpc/host-session.ts';
import { loadValidator } from './rpc/schema-validation.ts';
import { createBatchService } from './service/batch-service.ts';
import { createCalibrationFilesService } from './service/calibration-files-service.ts';
import { createCalibrationJobService } from './service/calibration-job-service.ts';
import { createCalibrationService } from './service/calibration-service.ts';
import { createCatalogueService } from './service/catalogue-service.ts';
import { createFileService, type PickFiles } from './service/file-service.ts';
import { createImageService } from './service/image-service.ts';
import { createIntegrationService } from './service/integration-service.ts';
import { createMaskService } from './service/mask-service.ts';
import { createPatternService } from './service/pattern-service.ts';
import { createPhaseService } from './service/phase-service.ts';
import { programName, programVersion } from './service/program-name.ts';
import { createSaxsService } from './service/saxs-service.ts';
import { createScriptService } from './service/script-service.ts';
import { createSessionFileService, createSessionService } from './service/session-service.ts';
import { createSetupService } from './service/setup-service.ts';
import { createCalibrationStore } from './store/calibration-store.ts';
import { createImageStore } from './store/image-store.ts';
import { createMaskStore } from './store/mask-store.ts';
import { createCalibrationRunner } from './worker/calibration-thread.ts';
import { createIntegrationEngine } from './worker/integration-engine.ts';
import { createMaskRunner } from './worker/mask-thread.ts';

export interface AnnulusOptions {
  readonly files: HostFiles;
  readonly stateFolder: StateFolder;
  /** Absent: all cores. */
  readonly workers?: number | undefined;
  /** Absent: 'serve' */
  readonly host?: AppInfo['host'] | undefined;
  /** The host's file dialog, where it has one. */
  readonly pickFiles?: PickFiles | undefined;
  /** Entry of the thread that draws masks; absent: where the build puts it. */
  readonly maskThread?: URL | undefined;
}

/** Puts the program together for a host: one engine for all windows, stores and services for each of them. */
export async function createAnnulus(options: AnnulusOptions): Promise<SessionSource> {
  const { files: hostFiles, stateFolder, workers, host = 'serve', pickFiles, maskThread } = options;
  const ajv = await loadValidator();
  const engine = createIntegrationEngine(workers === undefined ? {} : { workers });
  const calibrations = createCalibrationRunner();
  const maskRunner = createMaskRunner(maskThread);
  const sessions = createSessionService(stateFolder, ajv);

  function createSession(): HostSession {
    const files = hostFiles.openSession();
    const images = createImageStore(openImage);
    const masks = createMaskStore();
    const results = createCalibrationStore(stateFolder, programName());
    const batches = createBatchService(files, images, masks, engine);
    const handlers: Handlers = {
      'app.info': async () => describeHost(files, host),
      ...createFileService(files, pickFiles),
      ...createImageService(files, images),
      ...createMaskService(files, images, masks, maskRunner, ajv, programName()),
      ...createCalibrationService(files, programName()),
      ...createCalibrationJobService(files, images, masks, results, calibrations),
      ...createCalibrationFilesService(files, images, masks, results, programName()),
      ...createPhaseService(files),
      ...createIntegrationService(files, images, masks, engine),
      ...batches.handlers,
      ...createSaxsService(images, masks),
      ...createScriptService(files, images, masks, programName()),
      ...createPatternService(files),
      ...createCatalogueService(files),
      ...sessions,
      ...createSessionFileService(files, ajv),
      ...createSetupService(files),
    };
    return {
      handlers,
      async close() {
        await batches.close();
        files.close();
        await images.closeAll();
      },
    };
  }
  return {
    createSession,
    close: async () => void (await Promise.all([engine.close(), calibrations.close(), maskRunner.close()])),
  };
}

function describeHost(files: FileAccess, host: AppInfo['host']): AppInfo {
  return {
    version: programVersion(),
    host,
    roots: files.roots(),
    radialUnits: RADIAL_UNITS.map(({ id, label, symbol }) => ({ id, label, symbol })),
    patternFormats: patternFormatList,
    cakeLayouts: cakeLayoutList,
    imageSuffixes: [...new Set(imageReaders.flatMap(({ suffixes }) => suffixes))],
  };
}
