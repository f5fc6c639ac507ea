import type { ImageMetadata } from '../model/detector-image.ts';

/** ImageMetadata while it is being collected. */
export type MetadataDraft = { -readonly [K in keyof ImageMetadata]: ImageMetadata[K] };

/** First number in a text: "172e-6 m x 172e-6 m" gives 172e-6. */
export function firstNumber(text: string | undefined): number | undefined {
  return numbersIn(text)[0];
}

/** Every finite number in a text, in order. Digits inside words ("S0", "E30000") are not numbers. */
export function numbersIn(text: string | undefined): number[] {
  if (text === undefined) return [];
  const found = text.match(/(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/g) ?? [];
  return found.map(Number).filter((value) => Number.isFinite(value));
}

/** `value` where it is a finite number above zero, as lengths and times must be. */
export function positive(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) && value > 0 ? value : undefined;
}

/** Sets a key only where there is a value, as exactOptionalPropertyTypes asks. */
export function setIfKnown<K extends keyof MetadataDraft>(
  draft: MetadataDraft,
  key: K,
  value: MetadataDraft[K] | undefined,
): void {
  if (value !== undefined) draft[key] = value;
}

/** Planck constant times speed of light, J·m, exact since SI 2019: λ = hc/E. */
const HC = 6.62607015e-34 * 299792458;
const ELEMENTARY_CHARGE = 1.602176634e-19; // J per eV, exact

/** @returns wavelength in m of photons of `energyEv` eV */
export function wavelengthOfEnergy(energyEv: number): number {
  return HC / (energyEv * ELEMENTARY_CHARGE);
}

/** Text in a fixed field: up to the first NUL, white space trimmed. */
export function fixedText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return latin1(end < 0 ? bytes : bytes.subarray(0, end)).trim();
}

/** Bytes as text, one character per byte with its number. TextDecoder's "latin1" is windows-1252: other characters from 0x80 to 0x9f. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return text;
}

/** Arguments that every engine takes in one call. */
const CHUNK = 8192;

/** A piece of a file as it may stand in a message: printable, in quotes, not long. */
export function quoted(text: string): string {
  const printable = text.replace(/[^\x20-\x7e\xa0-\xff]+/g, ' ').trim();
  return `"${printable.length > 40 ? `${printable.slice(0, 39)}…` : printable}"`;
}
