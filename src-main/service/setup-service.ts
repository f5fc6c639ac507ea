import { isAbsolute } from 'node:path';
import {
  parseSaxsdogDocument,
  saxsdogIssues,
  saxsdogSchema,
} from '../../src-shared/format/saxsdog-calibration-file.ts';
import { parseJsonText } from '../../src-shared/json/json-text.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { formatShape, isSameShape, type Shape } from '../../src-shared/model/detector-image.ts';
import type { SaxsdogCalibration } from '../../src-shared/model/schema-types.generated.ts';
import type { FileEntry, FileRef, Handlers, SetupProblem } from '../../src-shared/rpc/contract.ts';
import type { JsonValue } from '../../src-shared/schema-tree/json-value.ts';
import type { SchemaNode } from '../../src-shared/schema-tree/schema-node.ts';
import { createSchemaSet } from '../../src-shared/schema-tree/schema-set.ts';
import { validateData } from '../../src-shared/schema-tree/validate-data.ts';
import { writeWhole } from '../file/atomic-write.ts';
import type { FileAccess } from '../file/file-access.ts';
import { openImage } from '../file/open-image.ts';
import { readTextFile } from '../file/text-file.ts';

const saxsdogSchemas = createSchemaSet(saxsdogSchema as unknown as SchemaNode);

/** Opens and saves the files that the window edits as trees, and finds what they point to. */
export function createSetupService(files: FileAccess) {
  /** Relative paths begin at the folder of the file. null where there is no such file. */
  async function locate(folder: FileRef | undefined, path: string): Promise<FileEntry | null> {
    try {
      if (isAbsolute(path)) return await files.entry(await files.refOf(path));
      return folder === undefined ? null : await files.entry(joined(folder, path));
    } catch (cause) {
      const { code } = AppError.from(cause);
      if (code === 'not-found' || code === 'forbidden') return null;
      throw cause;
    }
  }

  async function maskProblem(folder: FileRef | undefined, path: string, shape: Shape): Promise<string | undefined> {
    if (folder === undefined && !isAbsolute(path)) return undefined; // a file that lies nowhere yet has no folder
    const entry = await locate(folder, path);
    if (!entry) return `There is no file ${path} in the folders that are open here.`;
    try {
      const image = await openImage(await files.resolve(entry.ref));
      const found = image.summary.shape;
      await image.close();
      if (isSameShape(found, shape)) return undefined;
      return `${entry.name} has ${formatShape(found)} pixels, and the images have ${formatShape(shape)} by Imagesize.`;
    } catch (cause) {
      return `${entry.name} cannot be read as a mask: ${AppError.from(cause).message}`;
    }
  }

  return {
    'setup.open': async ({ ref }) => ({
      name: (await files.entry(ref)).name,
      text: await readTextFile(await files.resolve(ref)),
    }),
    'setup.save': async ({ directory, name, text, overwrite }) => {
      if (!/\.(json|saxsconf|saxsdognetwork)$/i.test(name))
        throw new AppError('usage', `"${name}" does not end in .json or .saxsconf, as such a file must: add one.`);
      parseJsonText(text); // says line and column
      const ref = joined(directory, name);
      const isSecret = /\.saxsdognetwork$/i.test(name); // whoever reads it can give orders to the server
      await writeWhole(await files.resolve(ref, 'write'), text, { overwrite, ...(isSecret ? { mode: 0o600 } : {}) });
      return { files: [{ ref, name }] };
    },
    'setup.locate': async ({ folder, path }) => ({ entry: await locate(folder, path) }),
    'setup.check': async ({ folder, text }, { signal }) => {
      const { value } = parseSaxsdogDocument(text);
      // What does not fit the schema is marked by the window itself, and what follows reads numbers.
      if (validateData(saxsdogSchemas, value as JsonValue).length > 0) return { problems: [] };
      const calibration = value as SaxsdogCalibration;
      const problems: SetupProblem[] = saxsdogIssues(value).map(({ path, message }) => ({ path, message }));
      const [rows, columns] = calibration.Geometry.Imagesize;
      for (const [index, { MaskFile }] of calibration.Masks.entries()) {
        signal.throwIfAborted();
        const message = await maskProblem(folder, MaskFile, [rows, columns]);
        if (message !== undefined) problems.push({ path: ['Masks', index, 'MaskFile'], message });
      }
      return { problems };
    },
  } satisfies Partial<Handlers>;
}

/** "root:/a/b" and "../c.msk" → "root:/a/c.msk"; a path that leaves the root stays as it is, and is refused. */
function joined(folder: FileRef, path: string): FileRef {
  const start = folder.indexOf(':/') + 2;
  const names = folder
    .slice(start)
    .split('/')
    .filter((name) => name !== '');
  for (const name of path.split(/[/\\]/)) {
    if (name === '' || name === '.') continue;
    if (name === '..' && names.length > 0) names.pop();
    else names.push(name);
  }
  return folder.slice(0, start) + names.join('/');
}
