import { extentPixels } from '../../src-shared/integration/extent-mask.ts';
import {
  createExtentMemory,
  type ExtentMemory,
  type ExtentSpec,
  type RadialExtent,
  radialExtent,
} from '../../src-shared/integration/radial-extent.ts';
import type { StaticMask } from '../../src-shared/integration/plan-spec.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import type { MeasuredPixels } from '../kernel/measured-pixels.ts';

/**
 * Extent of the radial axis that a frame asks for. Remembers what decided it, so that a series of frames in which the
 * same pixels count, or a mask that changes stroke by stroke, costs one look at the geometry.
 */
export interface ExtentFinder {
  find(request: ExtentRequest, firstFrame: DetectorImage): RadialExtent;
}

export interface ExtentRequest {
  /** Equal keys mean equal spec and static mask. */
  readonly key: string;
  readonly spec: ExtentSpec;
  readonly staticMask: StaticMask;
  readonly settings: IntegrationSettings;
}

/** Specs whose rows are remembered, and extents of frames without an unmeasured pixel. */
const REMEMBERED = 4;

export function createExtentFinder(measured: MeasuredPixels): ExtentFinder {
  const known = new Map<string, RadialExtent>();
  const memories = new Map<string, ExtentMemory>();
  let scratch = new Uint8Array(0);

  return {
    find({ key, spec, staticMask, settings }, firstFrame) {
      const { maskBelow, maskAbove } = settings;
      const limits = {
        ...(maskBelow === undefined ? {} : { maskBelow }),
        ...(maskAbove === undefined ? {} : { maskAbove }),
      };
      const memory = recall(memories, JSON.stringify(spec), createExtentMemory);
      if (firstFrame.mask || !measured.areAllMeasured(firstFrame, limits)) {
        const pixels = firstFrame.samples.length;
        if (scratch.length !== pixels) scratch = new Uint8Array(pixels);
        return radialExtent(spec, extentPixels(firstFrame, settings, staticMask, scratch), memory);
      }
      return recall(known, key, () => radialExtent(spec, staticMask, memory));
    },
  };
}

/** What the key was given before, or a new one; the one least used goes when there are too many. */
function recall<T>(memory: Map<string, T>, key: string, create: () => T): T {
  const value = memory.get(key) ?? create();
  memory.delete(key);
  memory.set(key, value);
  const [oldest] = memory.keys();
  if (memory.size > REMEMBERED && oldest !== undefined) memory.delete(oldest);
  return value;
}
