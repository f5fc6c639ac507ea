import { extentMask } from '../../src-shared/integration/extent-mask.ts';
import { type ExtentSpec, type RadialExtent, radialExtent } from '../../src-shared/integration/radial-extent.ts';
import type { StaticMask } from '../../src-shared/integration/plan-spec.ts';
import type { DetectorImage } from '../../src-shared/model/detector-image.ts';
import type { IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';
import type { MeasuredPixels } from '../kernel/measured-pixels.ts';

/**
 * Extent of the radial axis that a frame asks for. Remembers the answer for the pixels that it was asked about last, so
 * that a series of frames in which the same pixels count costs one look at the geometry.
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

export function createExtentFinder(measured: MeasuredPixels): ExtentFinder {
  let known: { readonly key: string; readonly unused: StaticMask; readonly extent: RadialExtent }[] = [];

  return {
    find({ key, spec, staticMask, settings }, firstFrame) {
      const { maskBelow, maskAbove } = settings;
      const limits = {
        ...(maskBelow === undefined ? {} : { maskBelow }),
        ...(maskAbove === undefined ? {} : { maskAbove }),
      };
      const unused = measured.areAllMeasured(firstFrame, limits)
        ? staticMask
        : extentMask(firstFrame, settings, staticMask);
      const found = known.find((one) => one.key === key && isSameMask(one.unused, unused));
      if (found) return found.extent;
      const extent = radialExtent(spec, unused);
      known = [{ key, unused, extent }, ...known].slice(0, 4);
      return extent;
    },
  };
}

function isSameMask(a: StaticMask, b: StaticMask): boolean {
  if (a === b) return true;
  if (!a || !b || a.length !== b.length) return false;
  return Buffer.compare(a, b) === 0;
}
