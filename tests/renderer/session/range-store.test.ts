import { beforeEach, describe, expect, it } from 'vitest';
import { useBatchPlanStore } from '../../../src-renderer/session/batch-plan-store.ts';
import { useDocumentStore } from '../../../src-renderer/session/document-store.ts';
import { useRangeStore } from '../../../src-renderer/session/range-store.ts';
import { useSessionStore } from '../../../src-renderer/session/session-store.ts';
import { useFakeHost } from '../fake-host.ts';

describe('ranges that are dragged', () => {
  beforeEach(() => {
    useFakeHost({});
  });

  it('become the range of the background, in the unit of the pattern, and go by undo', () => {
    const [documents, ranges] = [useDocumentStore(), useRangeStore()];
    ranges.chosen = 'background';
    ranges.set('background', [9.87654321, 2]);
    expect(ranges.chosen).toBeNull();
    expect(documents.current.patternBackground).toMatchObject({ range: [2, 9.87654], rangeUnit: '2th_deg' });
    useSessionStore().workspace = 'integration';
    expect(ranges.shown).toEqual({ purpose: 'background', unit: '2th_deg', range: [2, 9.87654] });
    documents.undo();
    expect(documents.current.patternBackground).toBeNull();
  });

  it('become the window of the batch, which its workspace shows', () => {
    const [plans, ranges] = [useBatchPlanStore(), useRangeStore()];
    useSessionStore().workspace = 'batch';
    expect(ranges.shown?.range).toBeNull();
    ranges.set('window', [3, 4]);
    expect(plans.plan.window).toEqual([3, 4]);
    expect(ranges.shown).toMatchObject({ purpose: 'window', range: [3, 4] });
    useSessionStore().workspace = 'mask';
    expect(ranges.shown).toBeNull();
  });
});
