import type { ImageMetadata, Shape } from '../model/detector-image.ts';
import type { Detector } from '../model/schema-types.generated.ts';
import { binnedShape, DETECTOR_CATALOGUE, findDetector, type CatalogueDetector } from './detector-catalogue.ts';
import { detectorOf } from './detector-of.ts';

/** A detector that an image may come from. */
export interface DetectorGuess {
  readonly detector: Detector;
  /** For people: "Pilatus 1M", "MarCCD 165 (Rayonix SX165), 79 µm" */
  readonly label: string;
  /** Along rows and columns, relative to the finest readout. */
  readonly binning: readonly [number, number];
}

const MAX_BINNING = 8;
/** Headers round pixel sizes; different detectors differ by more than this, relative. */
const PIXEL_TOLERANCE = 0.01;

/**
 * Detectors whose shape, binned or not, is that of the image; best first.
 *
 * A name or pixel size in the header goes before all else: entries that contradict the pixel size are dropped, and a
 * custom detector with that size is offered last.
 *
 * @param shape  of the stored image
 */
export function guessDetectors(
  shape: Shape,
  metadata: Pick<ImageMetadata, 'detector' | 'pixel1' | 'pixel2'> = {},
): DetectorGuess[] {
  const named = metadata.detector === undefined ? undefined : detectorInHeader(metadata.detector);
  const ranked: { guess: DetectorGuess; rank: number }[] = [];
  for (const [order, entry] of DETECTOR_CATALOGUE.entries()) {
    for (let binning = 1; binning <= MAX_BINNING; binning++) {
      const [rows, columns] = binnedShape(entry.nativeShape, binning);
      if (rows !== shape[0] || columns !== shape[1]) continue;
      const guess = guessOf(entry, binning);
      if (!fitsPixels(guess.detector, metadata)) continue;
      const usual = entry.usualBinnings.indexOf(binning);
      const rank = (entry === named ? -1e6 : 0) + (usual < 0 ? 1e4 * binning : 1e3 * usual) + order;
      ranked.push({ guess, rank });
    }
  }
  const guesses = ranked.sort((a, b) => a.rank - b.rank).map(({ guess }) => guess);
  const custom = customGuess(shape, metadata);
  return custom ? [...guesses, custom] : guesses;
}

function guessOf(entry: CatalogueDetector, binning: number): DetectorGuess {
  const detector = detectorOf(entry, binning);
  const isPlain = binning === entry.defaultBinning && entry.usualBinnings.length === 1;
  return {
    detector,
    label: isPlain ? entry.label : `${entry.label}, ${micrometres(detector.pixel1)} µm`,
    binning: [binning, binning],
  };
}

function customGuess(shape: Shape, metadata: Pick<ImageMetadata, 'pixel1' | 'pixel2'>): DetectorGuess | null {
  const { pixel1, pixel2 } = metadata;
  if (pixel1 === undefined || pixel2 === undefined) return null;
  const size = pixel1 === pixel2 ? micrometres(pixel1) : `${micrometres(pixel1)} × ${micrometres(pixel2)}`;
  return {
    detector: { name: 'Detector', shape: [shape[0], shape[1]], pixel1, pixel2, orientation: 3 },
    label: `Pixel size of the image header, ${size} µm`,
    binning: [1, 1],
  };
}

function fitsPixels(detector: Detector, { pixel1, pixel2 }: Pick<ImageMetadata, 'pixel1' | 'pixel2'>): boolean {
  const fits = (found: number | undefined, expected: number): boolean =>
    found === undefined || Math.abs(found / expected - 1) < PIXEL_TOLERANCE;
  return fits(pixel1, detector.pixel1) && fits(pixel2, detector.pixel2);
}

const micrometres = (metres: number): string => String(Number((metres * 1e6).toPrecision(6)));

/** "PILATUS3 X CdTe 2M, S/N 24-0118" and the like; undefined if nothing in the catalogue fits. */
export function detectorInHeader(text: string): CatalogueDetector | undefined {
  const direct = findDetector(text.replace(/,.*$/, ''));
  if (direct) return direct;
  const dectris = /\b(pilatus|eiger2|eiger)[234]?\b/i.exec(text);
  const size = /\b(\d+(?:k|m))[\s-]?(w?)\b/i.exec(text);
  if (!dectris?.[1] || !size?.[1]) return undefined;
  const sensor = /\bcdte\b/i.test(text) ? 'CdTe' : '';
  return findDetector(`${dectris[1]}${sensor}${size[1]}${size[2] ?? ''}`);
}
