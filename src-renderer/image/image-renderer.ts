import type { Samples, Shape } from '../../src-shared/model/detector-image.ts';
import type { ScaleConstants } from '../../src-shared/figure/intensity-scale.ts';
import type { ImageView } from './image-view.ts';

/** What the view needs of a frame; an `ImageFrame` of the contract fits. */
export interface DisplayFrame {
  readonly samples: Samples;
  readonly shape: Shape;
  /**
   * `maskedValue`: pixels of this value carry no measurement; if it is negative, lower values do not either
   * (counting detectors mark gaps by −1 and dead pixels by −2).
   */
  readonly metadata?: { readonly maskedValue?: number };
}

/** In a mask: taken out by a filter, not by anybody's mask. */
export const CLIPPED = 2;

/** Red, green, blue, alpha in [0, 1]; not premultiplied. */
export type Rgba = readonly [number, number, number, number];

/** Everything that may change without a new upload. */
export interface DrawSettings {
  readonly view: ImageView;
  /** Device px */
  readonly width: number;
  /** Device px */
  readonly height: number;
  readonly pixelRatio: number;
  readonly constants: ScaleConstants;
  /** 256 RGBA entries */
  readonly colours: Uint8Array;
  readonly background: Rgba;
  readonly noData: Rgba;
  readonly maskColour: Rgba;
  /** Of pixels that are CLIPPED in the mask. */
  readonly clippedColour: Rgba;
}

/**
 * Draws one frame into a canvas. Magnified pixels are crisp squares; a reduced image shows the mean of the pixels
 * that fall on each screen pixel, so that thin rings do not vanish between samples.
 */
export interface ImageRenderer {
  readonly kind: 'webgl' | 'raster';
  setFrame(frame: DisplayFrame | null): void;
  /** @param mask  non-zero is ignored, CLIPPED in a colour of its own; one entry per pixel of the frame */
  setMask(mask: Uint8Array | null): void;
  draw(settings: DrawSettings): void;
  dispose(): void;
}

/** All numbers that decide the colour of a pixel, but for the place and the colour table. */
export function describePicture(settings: DrawSettings): string {
  const { view, width, height, pixelRatio, constants, background, noData, maskColour, clippedColour } = settings;
  const { scale, low, span, offset, floor } = constants;
  const numbers = [view.zoom, width, height, pixelRatio, low, span, offset, floor];
  return [scale, ...numbers, ...background, ...noData, ...maskColour, ...clippedColour].join();
}

/** Whether a pixel carries a measurement. */
export function isMeasured(value: number, maskedValue: number | undefined): boolean {
  if (Number.isNaN(value)) return false;
  if (maskedValue === undefined) return true;
  return maskedValue < 0 ? value > maskedValue : value !== maskedValue;
}

/** Samples taken along one axis for a screen pixel that covers `step` image px. */
export function tapCount(step: number): number {
  return step <= 1 ? 1 : Math.min(MAX_TAPS, Math.ceil(step - 1e-6));
}

export const MAX_TAPS = 4;
