import type { Detector } from '../model/schema-types.generated.ts';
import { binnedShape, type CatalogueDetector } from './detector-catalogue.ts';

/** A catalogue entry as a detector, at the binning that its name stands for or at another one. */
export function detectorOf(entry: CatalogueDetector, binning = entry.defaultBinning): Detector {
  const [rows, columns] = binnedShape(entry.nativeShape, binning);
  const pixel = entry.nativePixel * binning;
  return { name: entry.name, shape: [rows, columns], pixel1: pixel, pixel2: pixel, orientation: 3 };
}
