import { fileURLToPath } from 'node:url';
import { createAnnulus } from '../assemble.ts';
import { writeErrorLog } from '../file/error-log.ts';
import { createHostFiles } from '../file/file-access.ts';
import { createStateFolder } from '../file/state-folder.ts';
import { loadValidator } from '../rpc/schema-validation.ts';
import type { PickFiles } from '../service/file-service.ts';
import { runDesktopApp } from './desktop-app.ts';
import type { DesktopHost } from './desktop-app.ts';
import { restoreGrants } from './granted-folders.ts';

const electron = await import('electron');
const state = createStateFolder();
const log = (context: string, cause: unknown): void =>
  void writeErrorLog(new Error(context, { cause }), state.path).catch(() => undefined); // a full disk must not stop it

async function openHost(pickFiles: PickFiles): Promise<DesktopHost> {
  const files = await createHostFiles([], state.path);
  await restoreGrants(files.roots, state);
  const annulus = await createAnnulus({ files, stateFolder: state, host: 'electron', pickFiles });
  return { annulus, roots: files.roots, state, ajv: await loadValidator(), log };
}

const paths = {
  rendererFolder: fileURLToPath(new URL('../renderer', import.meta.url)),
  preload: fileURLToPath(new URL('preload.cjs', import.meta.url)),
};
try {
  await runDesktopApp(electron, openHost, paths);
} catch (cause) {
  log('start', cause);
  electron.dialog.showErrorBox('Annulus cannot start', cause instanceof Error ? cause.message : String(cause));
  electron.app.exit(1);
}
