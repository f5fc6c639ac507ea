import { basename, dirname } from 'node:path';
import type { BrowserWindow, Dialog, OpenDialogOptions } from 'electron';
import type { FilePickParams } from '../../src-shared/model/schema-types.generated.ts';
import type { FileRef } from '../../src-shared/rpc/contract.ts';
import type { FileRoots } from '../file/file-roots.ts';

const PROPERTIES: Record<Exclude<FilePickParams['purpose'], 'save'>, OpenDialogOptions['properties']> = {
  open: ['openFile', 'multiSelections'],
  'open-folder': ['openDirectory'],
  'export-folder': ['openDirectory', 'createDirectory'],
};

/** Asks the user in a native dialog and opens what was chosen to the window. @returns nothing if the dialog was cancelled */
export async function pickFiles(
  { purpose, suggestedName }: FilePickParams,
  window: BrowserWindow,
  dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>,
  roots: FileRoots,
): Promise<FileRef[]> {
  if (purpose === 'save') {
    const options = suggestedName === undefined ? {} : { defaultPath: suggestedName };
    const { filePath } = await dialog.showSaveDialog(window, options);
    if (!filePath) return [];
    const folder = await roots.grant(dirname(filePath)); // the file itself need not exist yet
    return [`${folder}${folder.endsWith('/') ? '' : '/'}${basename(filePath)}`];
  }
  const { filePaths } = await dialog.showOpenDialog(window, { properties: PROPERTIES[purpose] ?? [] });
  const refs: FileRef[] = [];
  for (const path of filePaths) refs.push(await roots.grant(path));
  return refs;
}
