import { useBatchRunStore } from '../session/batch-run-store.ts';
import { usePatternStore } from '../session/pattern-store.ts';
import { useRangeStore } from '../session/range-store.ts';
import type { Command } from './command-registry.ts';

/** Ranges that are dragged on the pattern. */
export function rangeCommands(): Command[] {
  const patterns = usePatternStore();
  const ranges = useRangeStore();
  const run = useBatchRunStore();

  return [
    {
      id: 'pattern.dragRange',
      title: 'Range of the background: drag it on the pattern',
      menu: 'Pattern',
      section: 'background',
      when: () => patterns.pattern !== undefined,
      isOn: () => ranges.chosen === 'background',
      run: () => void (ranges.chosen = ranges.chosen === 'background' ? null : 'background'),
    },
    {
      id: 'batch.dragWindow',
      title: 'Window of the series: drag it on the pattern',
      menu: 'Batch',
      section: 'view',
      when: () => patterns.pattern !== undefined || run.status !== undefined,
      isOn: () => ranges.chosen === 'window',
      run: () => void (ranges.chosen = ranges.chosen === 'window' ? null : 'window'),
    },
  ];
}
