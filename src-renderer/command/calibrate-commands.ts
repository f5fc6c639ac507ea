import { useCalibrationResultStore } from '../session/calibration-result-store.ts';
import { useCalibrationRunStore } from '../session/calibration-run-store.ts';
import { useDocumentStore } from '../session/document-store.ts';
import { useImageStore } from '../session/image-store.ts';
import { useOpenFiles } from '../session/open-files.ts';
import { usePointPickingStore, type PickTool } from '../session/point-picking-store.ts';
import { useSessionStore } from '../session/session-store.ts';
import { useShellStore } from '../shell/shell-store.ts';
import type { Command } from './command-registry.ts';

const TOOLS: readonly { readonly tool: PickTool; readonly title: string; readonly key: string }[] = [
  { tool: 'grow', title: 'Pick: grow along the arc', key: 'G' },
  { tool: 'single', title: 'Pick: single point', key: 'P' },
  { tool: 'brush', title: 'Brush: give points to the ring', key: 'B' },
  { tool: 'erase', title: 'Erase points', key: 'E' },
  { tool: 'box', title: 'Select points in a box', key: 'X' },
];

/** Calibrating, at a stroke or by hand. Keys without a modifier count in the Calibrate workspace only. */
export function calibrateCommands(): Command[] {
  const documents = useDocumentStore();
  const files = useOpenFiles();
  const image = useImageStore();
  const picking = usePointPickingStore();
  const results = useCalibrationResultStore();
  const runs = useCalibrationRunStore();
  const session = useSessionStore();
  const shell = useShellStore();
  const isHere = (): boolean => session.workspace === 'calibration';
  const isPicking = (): boolean => isHere() && image.info !== undefined;
  const hasSelection = (): boolean => isPicking() && picking.selected.length > 0;
  const hasPoints = (): boolean => documents.current.points.length > 0;
  const canRefine = (): boolean => hasPoints() && runs.missingForPoints === undefined;

  return [
    {
      id: 'calibration.run',
      title: 'Calibrate',
      menu: 'Calibration',
      section: 'run',
      keys: ['Ctrl+Enter'],
      when: () => runs.missing === undefined && !results.isRunning,
      run: async () => {
        session.workspace = 'calibration';
        await runs.calibrate();
      },
    },
    {
      id: 'calibration.refine',
      title: 'Refine on the points',
      menu: 'Calibration',
      section: 'run',
      keys: ['Alt+Enter'],
      when: canRefine,
      run: () => runs.refine(),
    },
    {
      id: 'calibration.cancel',
      title: 'Cancel the calibration',
      menu: 'Calibration',
      section: 'run',
      keys: ['Escape'],
      when: () => results.isRunning,
      run: () => runs.cancel(),
    },
    {
      id: 'calibration.takeAnyway',
      title: 'Use the bad calibration all the same',
      menu: 'Calibration',
      section: 'run',
      when: () => (results.refused?.calibration ?? null) !== null,
      run: () => runs.takeAnyway(),
    },
    {
      id: 'calibration.dismiss',
      title: 'Dismiss the bad calibration',
      menu: 'Calibration',
      section: 'run',
      when: () => results.refused !== null,
      run: () => void (results.refused = null),
    },
    ...TOOLS.map(({ tool, title, key }): Command => ({
      id: `calibration.tool.${tool}`,
      title,
      menu: 'Calibration',
      section: 'tools',
      keys: [key],
      when: isPicking,
      isOn: () => picking.tool === tool,
      run: () => void (picking.tool = picking.tool === tool ? null : tool),
    })),
    {
      id: 'calibration.nextRing',
      title: 'Next ring number',
      menu: 'Calibration',
      section: 'ring',
      keys: ['N'],
      when: isPicking,
      run: () => picking.chooseRing(picking.currentRing + 1),
    },
    {
      id: 'calibration.previousRing',
      title: 'Previous ring number',
      menu: 'Calibration',
      section: 'ring',
      keys: ['Shift+N'],
      when: () => isPicking() && picking.currentRing > 0,
      run: () => picking.chooseRing(picking.currentRing - 1),
    },
    {
      id: 'calibration.relabelSelected',
      title: () => `Give selected points to ring ${picking.chosenRing + 1}`,
      menu: 'Calibration',
      section: 'selected',
      keys: ['Shift+B'],
      when: hasSelection,
      run: () => picking.relabelSelected(),
    },
    {
      id: 'calibration.eraseSelected',
      title: 'Erase selected points',
      menu: 'Calibration',
      section: 'selected',
      keys: ['Delete', 'Backspace'],
      when: hasSelection,
      run: () => picking.eraseSelected(),
    },
    {
      id: 'calibration.deselect',
      title: 'Select no points',
      menu: 'Calibration',
      section: 'selected',
      keys: ['Shift+X'],
      when: hasSelection,
      run: () => picking.deselect(),
    },
    {
      id: 'calibration.extract',
      title: 'Extract more rings',
      menu: 'Calibration',
      section: 'points',
      keys: ['M'],
      when: () =>
        isHere() && runs.missingForPoints === undefined && documents.calibration !== null && !results.isRunning,
      run: () => runs.extract(),
    },
    {
      id: 'calibration.clearPoints',
      title: 'Clear all points',
      menu: 'Calibration',
      section: 'points',
      when: hasPoints,
      run: () => picking.clear(),
    },
    {
      id: 'calibration.savePoints',
      title: 'Save points…',
      menu: 'Calibration',
      section: 'points',
      when: canRefine,
      run: () => void (shell.isSavePointsOpen = true),
    },
    {
      id: 'calibration.openPoints',
      title: 'Open points…',
      menu: 'Calibration',
      section: 'points',
      run: async () => {
        const [ref] = await shell.pick({ title: 'Open points', kinds: ['points'] });
        if (ref !== undefined) await files.openPoints(ref);
      },
    },
  ];
}
