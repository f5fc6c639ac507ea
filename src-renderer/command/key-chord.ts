/** A key with its modifiers, written as "Ctrl+Shift+Z". Ctrl means Command on a Mac. */
export interface KeyChord {
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  /** Lower-case letter or digit, or the name of a key as in KeyboardEvent.key ("ArrowLeft", "F1"). */
  readonly key: string;
}

export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

const MODIFIERS = new Set(['Ctrl', 'Shift', 'Alt']);
const KEY_SIGNS = new Map([
  ['ArrowLeft', '←'],
  ['ArrowRight', '→'],
  ['ArrowUp', '↑'],
  ['ArrowDown', '↓'],
  ['PageUp', 'Page Up'],
  ['PageDown', 'Page Down'],
]);

/** @throws RangeError  if the text is not a chord */
export function parseChord(text: string): KeyChord {
  const parts = text.split(/\+(?=.)/);
  const key = parts.at(-1) ?? '';
  const modifiers = parts.slice(0, -1);
  if (!key || MODIFIERS.has(key) || modifiers.some((part) => !MODIFIERS.has(part)))
    throw new RangeError(`"${text}" is not a key: expected e.g. "Ctrl+Shift+Z"`);
  return {
    ctrl: modifiers.includes('Ctrl'),
    shift: modifiers.includes('Shift'),
    alt: modifiers.includes('Alt'),
    key: key.length === 1 ? key.toLowerCase() : key,
  };
}

/** Whether a key press is this chord. Letters and digits go by their place, so that Alt (which types other signs) works. */
export function matchesChord(press: KeyPress, chord: KeyChord): boolean {
  if ((press.ctrlKey || press.metaKey) !== chord.ctrl || press.altKey !== chord.alt) return false;
  const typed = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const isSign = chord.key.length === 1 && !/[a-z0-9]/.test(chord.key);
  if (!isSign && press.shiftKey !== chord.shift) return false; // a sign like "?" needs Shift on some keyboards only
  if (typed === chord.key) return true;
  return chord.alt && (press.code === `Key${chord.key.toUpperCase()}` || press.code === `Digit${chord.key}`);
}

/** "Ctrl+Shift+Z" for people: arrows as signs, Command on a Mac. */
export function formatChord(text: string, isMac = false): string {
  const { ctrl, shift, alt, key } = parseChord(text);
  const sign = KEY_SIGNS.get(key) ?? (key.length === 1 ? key.toUpperCase() : key);
  if (isMac) return `${alt ? '⌥' : ''}${shift ? '⇧' : ''}${ctrl ? '⌘' : ''}${sign}`;
  return [ctrl ? 'Ctrl' : '', alt ? 'Alt' : '', shift ? 'Shift' : '', sign].filter(Boolean).join('+');
}
