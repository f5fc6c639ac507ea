import { formatCalibration, parseCalibrationFile } from '../../src-shared/format/calibration-format.ts';
import { fit2dFromCalibration } from '../../src-shared/geometry/fit2d-geometry.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';
import type { Fit2dGeometry, Handlers } from '../../src-shared/rpc/contract.ts';
import { writeWhole } from '../file/atomic-write.ts';
import type { FileAccess } from '../file/file-access.ts';
import { readTextFile } from '../file/text-file.ts';

/** Reads and writes calibrations. */
export function createCalibrationService(files: FileAccess, program: string) {
  return {
    'calibration.open': async ({ ref }) => {
      const { name } = await files.entry(ref);
      const { calibration, formatId, warnings } = parseCalibrationFile(
        name,
        await readTextFile(await files.resolve(ref)),
      );
      return { name, formatId, calibration, fit2d: fit2dOf(calibration), warnings };
    },
    'calibration.format': async ({ calibration, form, shape }) => ({
      text: formatCalibration(calibration, form, shape ?? calibration.detector.shape, { program }),
    }),
    'calibration.save': async ({ calibration, directory, name, overwrite }) => {
      const fileName = /\.poni$/i.test(name) ? name : `${name}.poni`;
      const ref = `${directory.replace(/\/$/, '')}/${fileName}`;
      const text = formatCalibration(calibration, 'poni', calibration.detector.shape, {
        program,
        date: new Date().toUTCString(),
      });
      await writeWhole(await files.resolve(ref, 'write'), text, { overwrite });
      return { files: [{ ref, name: fileName }] };
    },
  } satisfies Partial<Handlers>;
}

/** null where it does not exist, or where mirrored rows cannot be counted because the shape is not known. */
function fit2dOf(calibration: Calibration): Fit2dGeometry | null {
  const { shape, orientation } = calibration.detector;
  if (orientation !== 3 && shape === undefined) return null;
  return fit2dFromCalibration(calibration, shape ?? [0, 0]);
}
