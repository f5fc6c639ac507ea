import { createPinia, setActivePinia } from 'pinia';
import { useHostStore } from '../../src-renderer/session/host-store.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Calibration } from '../../src-shared/model/schema-types.generated.ts';
import type { Call, Handlers, ImageFrame, ImageInfo, Method } from '../../src-shared/rpc/contract.ts';

export interface FakeHost {
  /** Every call made, in order. */
  readonly calls: { readonly method: Method; readonly params: unknown }[];
  /** Parameters of the calls of one method. */
  paramsOf(method: Method): unknown[];
}

/** A fresh set of stores whose host answers with these handlers; what has no handler fails like a host that lacks it. */
export function useFakeHost(handlers: Partial<Handlers>): FakeHost {
  setActivePinia(createPinia());
  const calls: { method: Method; params: unknown }[] = [];
  const call: Call = async (method, params, context) => {
    calls.push({ method, params });
    const handler = handlers[method];
    if (!handler) throw new AppError('unavailable', `The fake host has no ${method}.`);
    return handler(params, context);
  };
  const host = useHostStore();
  host.attach(call);
  host.connection = 'connected';
  host.finishStart();
  return { calls, paramsOf: (method) => calls.filter((made) => made.method === method).map(({ params }) => params) };
}

/** Lets everything that was started come to its end. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setTimeout(resolve));
}

export const calibration: Calibration = {
  geometry: {
    dist: 0.208651380603,
    poni1: 0.0872948482846,
    poni2: 0.0799601126306,
    rot1: -0.0184422457059,
    rot2: 0.00413760084465,
    rot3: -2.77645988275e-8,
    wavelength: 4.066e-11,
  },
  detector: { name: 'Detector', pixel1: 172e-6, pixel2: 172e-6, orientation: 3 },
};

export function imageInfo(over: Partial<ImageInfo> = {}): ImageInfo {
  return {
    imageId: 'image-1',
    ref: 'data:/CeO2.tif',
    name: 'CeO2.tif',
    formatId: 'tiff',
    formatLabel: 'TIFF image',
    shape: [2, 3],
    sampleType: 'int32',
    frameCount: 1,
    metadata: { header: {} },
    detectorGuesses: [],
    ...over,
  };
}

export function imageFrame(frame = 0): ImageFrame {
  return {
    frame,
    samples: Int32Array.of(1, 2, 3, 4, 5, 6),
    shape: [2, 3],
    metadata: { header: {} },
    statistics: {
      minimum: 1,
      maximum: 6,
      percentile1: 1,
      percentile999: 6,
      mean: 3.5,
      histogram: new Float64Array(256),
      validPixels: 6,
    },
  };
}
