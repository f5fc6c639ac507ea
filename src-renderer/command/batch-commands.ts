import { useBatchComparisonStore } from '../session/batch-comparison-store.ts';
import { useBatchPlanStore } from '../session/batch-plan-store.ts';
import { useBatchResultStore } from '../session/batch-result-store.ts';
import { useBatchRunStore } from '../session/batch-run-store.ts';
import { useDocumentStore } from '../session/document-store.ts';
import { useNoticeStore } from '../session/notice-store.ts';
import { useOpenFiles } from '../session/open-files.ts';
import { useImageStore } from '../session/image-store.ts';
import { nameOfRef } from '../session/session-document.ts';
import { useSessionStore } from '../session/session-store.ts';
import { copyText } from '../shell/hand-out.ts';
import { useShellStore } from '../shell/shell-store.ts';
import { batchCommandLineOf } from '../workspace/integration/command-line.ts';
import type { FileKind } from '../../src-shared/rpc/contract.ts';
import type { Command } from './command-registry.ts';

/** Many frames at a time. */
export function batchCommands(): Command[] {
  const files = useOpenFiles();
  const image = useImageStore();
  const documents = useDocumentStore();
  const notices = useNoticeStore();
  const comparison = useBatchComparisonStore();
  const plans = useBatchPlanStore();
  const results = useBatchResultStore();
  const run = useBatchRunStore();
  const session = useSessionStore();
  const shell = useShellStore();
  const canBegin = (): boolean => run.isOver && !run.isStarting && plans.plan.inputs.length > 0;

  async function addFiles(): Promise<void> {
    const refs = await shell.pick({ title: 'Images for the batch', kinds: ['image'], multiple: true });
    plans.addInputs(refs.map((ref) => ({ ref })));
    const [first] = refs;
    // What is done to all can be seen on one.
    if (first !== undefined && !image.info) await files.openImage(first);
  }

  async function compareWith(title: string, kinds: readonly FileKind[]): Promise<void> {
    const [ref] = await shell.pick({ title, kinds });
    if (ref !== undefined) comparison.change({ ref, as: comparison.choice?.as ?? 'difference' });
  }

  return [
    {
      id: 'batch.open',
      title: 'Batch workspace',
      menu: 'Batch',
      section: 'files',
      run: () => void (session.workspace = 'batch'),
    },
    { id: 'batch.addFiles', title: 'Add images to the batch…', menu: 'Batch', section: 'files', run: addFiles },
    {
      id: 'batch.addFolder',
      title: 'Add a folder to the batch…',
      menu: 'Batch',
      section: 'files',
      run: async () => {
        const refs = await shell.pick({ title: 'Folder of images', kinds: ['directory'] });
        plans.addInputs(refs.map((ref) => ({ ref })));
      },
    },
    {
      id: 'batch.addShown',
      title: () => (image.info ? `Add ${image.info.name} to the batch` : 'Add the image to the batch'),
      menu: 'Batch',
      section: 'files',
      when: () => image.info !== undefined,
      run: () => {
        if (!image.info) return;
        const { ref, dataset } = image.info;
        plans.addInputs([{ ref, ...(dataset === undefined ? {} : { dataset }) }]);
      },
    },
    {
      id: 'batch.clear',
      title: 'Empty the batch',
      menu: 'Batch',
      section: 'files',
      when: () => plans.plan.inputs.length > 0,
      run: () => plans.clearInputs(),
    },
    {
      id: 'batch.chooseFolder',
      title: 'Folder for the results of the batch…',
      menu: 'Batch',
      section: 'files',
      run: async () => {
        const [ref] = await shell.pick({ title: 'Folder for the results', kinds: ['directory'], writable: true });
        if (ref !== undefined) plans.change(`Results of the batch to ${nameOfRef(ref)}`, { directory: ref });
      },
    },
    {
      id: 'batch.copyCommand',
      title: 'Copy the batch as command line',
      menu: 'Batch',
      section: 'files',
      when: () => plans.plan.inputs.length > 0 && documents.calibration !== null,
      run: async () => {
        const command = batchCommandLineOf(documents.current, plans.directory, plans.cut);
        await copyText(command.text);
        notices.show({ tone: 'good', text: 'Command copied.', details: command.remarks });
      },
    },
    {
      id: 'batch.start',
      title: 'Start the batch',
      menu: 'Batch',
      section: 'run',
      keys: ['Ctrl+Shift+Enter'],
      when: canBegin,
      run: async () => void (await run.start()),
    },
    {
      id: 'batch.watch',
      title: 'Watch the folders: integrate what arrives',
      menu: 'Batch',
      section: 'run',
      when: canBegin,
      run: () => run.watchFolder(true),
    },
    {
      id: 'batch.pause',
      title: 'Pause the batch',
      menu: 'Batch',
      section: 'run',
      when: () => run.status?.state === 'running',
      run: () => run.pause(),
    },
    {
      id: 'batch.resume',
      title: 'Go on with the batch',
      menu: 'Batch',
      section: 'run',
      when: () => run.status?.state === 'paused',
      run: () => run.resume(),
    },
    {
      id: 'batch.stopWatching',
      title: 'Stop watching',
      menu: 'Batch',
      section: 'run',
      when: () => run.status?.isWatching === true && !run.isOver,
      run: () => run.stopWatching(),
    },
    {
      id: 'batch.cancel',
      title: 'Cancel the batch',
      menu: 'Batch',
      section: 'run',
      when: () => run.status !== undefined && !run.isOver,
      run: () => run.cancel(),
    },
    {
      id: 'batch.retry',
      title: 'Retry the frames that failed',
      menu: 'Batch',
      section: 'run',
      when: () => (run.status?.frames.failed ?? 0) > 0,
      run: () => run.retry(),
    },
    {
      id: 'batch.series',
      title: 'Heat map of the series in place of the image',
      menu: 'Batch',
      section: 'view',
      keys: ['Alt+S'],
      when: () => run.status !== undefined,
      isOn: () => results.isShown,
      run: () => void (results.isShown = !results.isShown),
    },
    {
      id: 'batch.compareFolder',
      title: 'Compare the series with the results in a folder…',
      menu: 'Batch',
      section: 'compare',
      run: () => compareWith('Folder with the results of an earlier run', ['directory']),
    },
    {
      id: 'batch.compareFile',
      title: 'Compare the series with a table or an HDF5 file…',
      menu: 'Batch',
      section: 'compare',
      run: () => compareWith('Table or HDF5 file with the results of an earlier run', ['pattern', 'image']),
    },
    {
      id: 'batch.compareBefore',
      title: 'Compare the series with the batch before',
      menu: 'Batch',
      section: 'compare',
      when: () => run.previousId !== undefined,
      run: () => comparison.change({ as: comparison.choice?.as ?? 'difference' }),
    },
    {
      id: 'batch.compareNothing',
      title: 'Compare the series with nothing',
      menu: 'Batch',
      section: 'compare',
      when: () => comparison.choice !== undefined,
      run: () => comparison.change(undefined),
    },
    {
      id: 'batch.windowFromView',
      title: 'Window of the series: what the heat map shows',
      menu: 'Batch',
      section: 'view',
      when: () => results.zoom !== null,
      run: () => {
        if (results.zoom) plans.change('Window of the series', { window: [results.zoom.x[0], results.zoom.x[1]] });
      },
    },
  ];
}
