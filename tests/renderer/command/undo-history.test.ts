import { describe, expect, it } from 'vitest';
import { createUndoHistory } from '../../../src-renderer/command/undo-history.ts';

function history(start = 0) {
  let time = start;
  const created = createUndoHistory('a', { mergeWithin: 1000, limit: 3, now: () => time });
  return { ...created, created, wait: (ms: number) => (time += ms) };
}

describe('createUndoHistory', () => {
  it('goes back and forth through labelled states', () => {
    const { created } = history();
    created.change('to b', 'b');
    created.change('to c', 'c');
    expect(created.undo()?.label).toBe('to c');
    expect(created.state).toBe('b');
    expect(created.undo()?.label).toBe('to b');
    expect(created.state).toBe('a');
    expect(created.undo()).toBeUndefined();
    expect(created.redo()?.label).toBe('to b');
    expect(created.state).toBe('b');
  });

  it('joins edits of one field that follow each other closely', () => {
    const { created, wait } = history();
    created.change('bins 10', 'b', 'npt');
    wait(1000);
    created.change('bins 100', 'c', 'npt');
    expect(created.past).toHaveLength(1);
    expect(created.past[0]?.label).toBe('bins 100');
    created.undo();
    expect(created.state).toBe('a');
  });

  it('keeps edits apart that are late, of another field, or follow a redo', () => {
    const late = history();
    late.created.change('1', 'b', 'npt');
    late.wait(1001);
    late.created.change('2', 'c', 'npt');
    expect(late.created.past).toHaveLength(2);

    const other = history();
    other.created.change('1', 'b', 'npt');
    other.created.change('2', 'c', 'unit');
    other.created.change('3', 'd', 'npt');
    expect(other.created.past).toHaveLength(3);

    const redone = history();
    redone.created.change('1', 'b', 'npt');
    redone.created.undo();
    redone.created.redo();
    redone.created.change('2', 'c', 'npt');
    redone.created.undo();
    expect(redone.created.state).toBe('b');
  });

  it('never joins edits without a field', () => {
    const { created } = history();
    created.change('1', 'b');
    created.change('2', 'c');
    expect(created.past).toHaveLength(2);
  });

  it('forgets what could be redone at the next change, and the oldest beyond its limit', () => {
    const { created } = history();
    created.change('1', 'b');
    created.undo();
    created.change('2', 'c');
    expect(created.redo()).toBeUndefined();
    for (const next of ['d', 'e', 'f']) created.change(next, next);
    expect(created.past.map(({ label }) => label)).toEqual(['d', 'e', 'f']);
  });

  it('takes no entry for a change that changes nothing', () => {
    const { created } = history();
    created.change('nothing', 'a');
    expect(created.past).toHaveLength(0);
  });
});
