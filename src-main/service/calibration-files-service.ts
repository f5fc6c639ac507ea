import { isDeepStrictEqual } from 'node:util';
import { ringLines } from '../../src-shared/calibrant/ring-lines.ts';
import type { Calibrant } from '../../src-shared/calibrant/calibrant.ts';
import { formatCalibrationReport } from '../../src-shared/format/calibration-report-html.ts';
import { inputOrigins } from '../../src-shared/format/input-origins.ts';
import { reportInputs } from '../../src-shared/format/report-inputs.ts';
import { formatCalibration } from '../../src-shared/format/calibration-format.ts';
import { formatCalibrationRecipe } from '../../src-shared/format/calibration-recipe.ts';
import { formatNpt, parseNpt, type NptCalibrant } from '../../src-shared/format/npt-format.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { ControlPointSet } from '../../src-shared/model/calibration-result.ts';
import type { PickedPoints } from '../../src-shared/model/schema-types.generated.ts';
import type { Handlers } from '../../src-shared/rpc/contract.ts';
import { writeWhole } from '../file/atomic-write.ts';
import type { FileAccess } from '../file/file-access.ts';
import { readTextFile } from '../file/text-file.ts';
import { writeTogether } from '../file/write-together.ts';
import type { ImageStore } from '../store/image-store.ts';
import type { MaskStore } from '../store/mask-store.ts';
import type { CalibrationStore, KeptCalibration, RecalledCalibration } from '../store/calibration-store.ts';
import { calibrationReportContent } from './calibration-report-content.ts';
import { chooseCalibrant } from './choose-calibrant.ts';
import { prepareFrame } from './prepare-frame.ts';

/** Reads and writes control points, and results with everything that repeats them. */
export function createCalibrationFilesService(
  files: FileAccess,
  images: ImageStore,
  masks: MaskStore,
  results: CalibrationStore,
  program: string,
) {
  function isOpen(imageId: string | undefined): boolean {
    try {
      return imageId !== undefined && images.find(imageId).id === imageId;
    } catch {
      return false;
    }
  }

  /** Image and masks as they were: those of the calibration, or the same files opened again. */
  function sources(kept: RecalledCalibration, again: Partial<Pick<KeptCalibration, 'imageId' | 'maskIds'>>) {
    const { inputs } = kept;
    const { imageId, maskIds = [] } = isOpen(kept.imageId) ? kept : again;
    const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);
    const isSame =
      imageId !== undefined &&
      nameOf(images.find(imageId).ref) === inputs.image &&
      isDeepStrictEqual(
        maskIds.map((id) => nameOf(masks.find(id).ref ?? masks.find(id).name)),
        inputs.masks,
      );
    if (isSame) return { imageId, maskIds };
    const what = [inputs.image, ...inputs.masks].join(', ');
    throw new AppError('not-found', `The report is drawn from ${what}: open it again, or save without the report.`);
  }

  async function report(
    kept: RecalledCalibration,
    { imageId, maskIds }: Pick<KeptCalibration, 'imageId' | 'maskIds'>,
    date: string,
    signal: AbortSignal,
  ): Promise<string> {
    const { result, inputs, frame } = kept;
    const image = await images.readFrame(imageId, frame, signal);
    const { detector, detectorMask, maskBelow, maskAbove } = inputs;
    const prepared = prepareFrame(image, detector, {
      masks: maskIds.map(masks.find),
      detectorMask,
      ...(maskBelow === undefined ? {} : { maskBelow }),
      ...(maskAbove === undefined ? {} : { maskAbove }),
    });
    const described = reportInputs(inputs, inputOrigins(inputs, image));
    return formatCalibrationReport(
      calibrationReportContent(inputs.image, prepared, detector, result, described, { program, date }),
    );
  }

  return {
    'calibration.openPoints': async ({ ref }) => {
      const { name } = await files.entry(ref);
      return parseNpt(name, await readTextFile(await files.resolve(ref)));
    },
    'calibration.savePoints': async ({ points, calibrant: choice, wavelength, directory, name, overwrite }) => {
      const calibrant = await chooseCalibrant(choice, files);
      const fileName = /\.npt$/i.test(name) ? name : `${name}.npt`;
      const ref = `${directory.replace(/\/$/, '')}/${fileName}`;
      const text = formatNpt(points, nptCalibrant(calibrant, wavelength));
      await writeWhole(await files.resolve(ref, 'write'), text, { overwrite });
      return { files: [{ ref, name: fileName }] };
    },
    'calibration.result': async ({ resultId }) => (await results.find(resultId)).result,
    'calibration.saveResult': async (params, { signal }) => {
      const { resultId, directory, name, overwrite, report: withReport, ...again } = params;
      const kept = await results.find(resultId);
      const { result, inputs, calibrant } = kept;
      const { calibration } = result;
      if (!calibration) throw new AppError('calibration', 'There is no geometry to save: none was found.');
      const base = name.replace(/\.poni$/i, '');
      const date = new Date().toUTCString();
      const texts = [
        [`${base}.poni`, formatCalibration(calibration, 'poni', calibration.detector.shape, { program, date })],
        [`${base}.calibration.json`, formatCalibrationRecipe(inputs, result, program)],
        [`${base}.npt`, formatNpt(keptPoints(result.points), nptCalibrant(calibrant, inputs.wavelength))],
        ...(withReport ? [[`${base}.html`, await report(kept, sources(kept, again), date, signal)] as const] : []),
      ] as const;
      const folder = directory.replace(/\/$/, '');
      const targets = texts.map(([fileName, content]) => ({ ref: `${folder}/${fileName}`, name: fileName, content }));
      const contents: { path: string; content: string }[] = [];
      for (const { ref, content } of targets) contents.push({ path: await files.resolve(ref, 'write'), content });
      await writeTogether(contents, { overwrite });
      return { files: targets.map((target) => ({ ref: target.ref, name: target.name })) };
    },
  } satisfies Partial<Handlers>;
}

/** The points that the fit rests on. */
export function keptPoints({ rows, columns, rings, rejected }: ControlPointSet): PickedPoints {
  const kept = Array.from(rejected, (_, i) => i).filter((i) => rejected[i] === 0);
  return {
    rows: kept.map((i) => rows[i]!),
    columns: kept.map((i) => columns[i]!),
    rings: kept.map((i) => rings[i]!),
  };
}

export function nptCalibrant(calibrant: Calibrant, wavelength: number): NptCalibrant {
  const dSpacings = ringLines(calibrant, wavelength).map(({ dSpacing }) => dSpacing);
  return { dSpacings, wavelength };
}
