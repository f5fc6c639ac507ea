import { describe, expect, it } from 'vitest';
import { formatChord, matchesChord, parseChord } from '../../../src-renderer/command/key-chord.ts';

const press = (key: string, code: string, held: string[] = []) => ({
  key,
  code,
  ctrlKey: held.includes('ctrl'),
  metaKey: held.includes('meta'),
  shiftKey: held.includes('shift'),
  altKey: held.includes('alt'),
});

describe('key chords', () => {
  it('tells Ctrl+Z from Ctrl+Shift+Z, whose key is a capital', () => {
    const undo = parseChord('Ctrl+Z');
    const redo = parseChord('Ctrl+Shift+Z');
    expect(matchesChord(press('z', 'KeyZ', ['ctrl']), undo)).toBe(true);
    expect(matchesChord(press('Z', 'KeyZ', ['ctrl', 'shift']), undo)).toBe(false);
    expect(matchesChord(press('Z', 'KeyZ', ['ctrl', 'shift']), redo)).toBe(true);
    expect(matchesChord(press('z', 'KeyZ', []), undo)).toBe(false);
  });

  it('takes Command for Ctrl', () => {
    expect(matchesChord(press('k', 'KeyK', ['meta']), parseChord('Ctrl+K'))).toBe(true);
  });

  it('knows Alt+R by its place where Alt types another sign', () => {
    expect(matchesChord(press('®', 'KeyR', ['alt']), parseChord('Alt+R'))).toBe(true);
    expect(matchesChord(press('®', 'KeyR', []), parseChord('Alt+R'))).toBe(false);
  });

  it('follows the letter, not the place, with Ctrl: Z lies elsewhere on a German keyboard', () => {
    expect(matchesChord(press('z', 'KeyY', ['ctrl']), parseChord('Ctrl+Z'))).toBe(true);
    expect(matchesChord(press('y', 'KeyZ', ['ctrl']), parseChord('Ctrl+Z'))).toBe(false);
  });

  it('reads a plus sign as a key', () => {
    expect(parseChord('Ctrl++')).toEqual({ ctrl: true, shift: false, alt: false, key: '+' });
  });

  it('writes chords for people', () => {
    expect(formatChord('Ctrl+Shift+Z')).toBe('Ctrl+Shift+Z');
    expect(formatChord('Ctrl+Shift+Z', true)).toBe('⇧⌘Z');
    expect(formatChord('ArrowLeft')).toBe('←');
  });

  it('refuses what is no key', () => {
    expect(() => parseChord('Strg+O')).toThrow('is not a key');
    expect(() => parseChord('Ctrl')).toThrow('is not a key');
  });
});
