import { describe, expect, it, vi } from 'vitest';
import { createCommandRegistry, titleOf, type Command } from '../../../src-renderer/command/command-registry.ts';
import { AppError } from '../../../src-shared/model/app-error.ts';

const press = (
  key: string,
  modifiers: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {},
) => ({
  key,
  code: `Key${key.toUpperCase()}`,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...modifiers,
});
const command = (over: Partial<Command>): Command => ({
  id: 'a',
  title: 'A',
  menu: 'File',
  run: () => undefined,
  ...over,
});

describe('createCommandRegistry', () => {
  it('refuses two commands with one id or one key', () => {
    const registry = createCommandRegistry(() => undefined);
    registry.register([command({ keys: ['Ctrl+O'] })]);
    expect(() => registry.register([command({})])).toThrow('Two commands are called "a"');
    expect(() => registry.register([command({ id: 'b', keys: ['Ctrl+O'] })])).toThrow(
      '"a" and "b" both want the key Ctrl+O',
    );
    expect(registry.all.value).toHaveLength(1);
  });

  it('runs a command only while it can be done', async () => {
    const registry = createCommandRegistry(() => undefined);
    let isPossible = false;
    const run = vi.fn();
    registry.register([command({ when: () => isPossible, run, keys: ['Ctrl+O'] })]);
    await registry.run('a');
    expect(run).not.toHaveBeenCalled();
    expect(registry.forKey(press('o', { ctrlKey: true }))).toBeUndefined();
    isPossible = true;
    await registry.run('a');
    expect(run).toHaveBeenCalledOnce();
    expect(registry.forKey(press('o', { ctrlKey: true }))?.id).toBe('a');
  });

  it('hands failures on in words, and keeps quiet about what the user cancelled', async () => {
    const errors: AppError[] = [];
    const registry = createCommandRegistry((error) => errors.push(error));
    registry.register([
      command({ run: () => Promise.reject(new Error('disk is full')) }),
      command({ id: 'b', run: () => Promise.reject(new AppError('cancelled', 'Cancelled.')) }),
    ]);
    await registry.run('a');
    await registry.run('b');
    expect(errors.map(({ message }) => message)).toEqual(['disk is full']);
  });

  it('gives ids and keys free when commands go', () => {
    const registry = createCommandRegistry(() => undefined);
    const remove = registry.register([command({ keys: ['F1'] })]);
    remove();
    registry.register([command({ keys: ['F1'] })]);
    expect(registry.all.value).toHaveLength(1);
  });

  it('asks for a title each time it is shown', () => {
    let label = 'one';
    const undo = command({ title: () => `Undo: ${label}` });
    expect(titleOf(undo)).toBe('Undo: one');
    label = 'two';
    expect(titleOf(undo)).toBe('Undo: two');
  });
});
