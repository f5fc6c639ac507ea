import { randomUUID } from 'node:crypto';
import type { Ajv } from 'ajv';
import { findImageWriter } from '../../src-shared/format/built-in-writers.ts';
import { formatMaskLayers } from '../../src-shared/format/mask-layer-file.ts';
import { countMasked } from '../../src-shared/mask/count-masked.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Shape } from '../../src-shared/model/detector-image.ts';
import { countPacked, type PackedMask, unpackMask } from '../../src-shared/model/packed-mask.ts';
import type { MaskLayer, MaskPixelsParams } from '../../src-shared/model/schema-types.generated.ts';
import type { Handlers } from '../../src-shared/rpc/contract.ts';
import { writeWhole } from '../file/atomic-write.ts';
import type { FileAccess } from '../file/file-access.ts';
import { readImage } from '../file/open-image.ts';
import { readTextFile } from '../file/text-file.ts';
import type { ImageStore } from '../store/image-store.ts';
import type { MaskStore } from '../store/mask-store.ts';
import type { MaskRunner } from '../worker/mask-thread.ts';
import { maskFromImage } from './combine-masks.ts';
import { createIgnoredPixels } from './ignored-pixels.ts';
import { createLayerFiles } from './layer-files.ts';
import { readMaskLayers } from './read-mask-layers.ts';

/** Opens masks, draws them from layers, and says which pixels an image leaves out. */
export function createMaskService(
  files: FileAccess,
  images: ImageStore,
  masks: MaskStore,
  runner: MaskRunner,
  ajv: Ajv,
  program: string,
) {
  const layerFiles = createLayerFiles(async (ref, signal) => {
    const { name } = await files.entry(ref);
    return maskFromImage(name, await readImage(await files.resolve(ref), 0, { signal }));
  });
  // Windows share the thread, and each counts its images from 1.
  const windowKey = randomUUID();
  let lastUnused: { readonly key: string; readonly unused: Uint8Array } | undefined;

  const ignored = createIgnoredPixels();

  async function ignoredPixels(
    { imageId, frame, calibration, settings, maskIds }: MaskPixelsParams,
    signal: AbortSignal,
  ): Promise<{ readonly shape: Shape; readonly packed: PackedMask }> {
    const image = await images.readFrame(imageId, frame, signal);
    return { shape: image.shape, packed: ignored.of(image, settings, calibration, maskIds.map(masks.find)) };
  }

  return {
    'mask.open': async ({ ref }, { signal }) => {
      const { name } = await files.entry(ref);
      const image = await readImage(await files.resolve(ref), 0, { signal });
      const { id, shape, mask } = masks.keep(ref, maskFromImage(name, image));
      return { maskId: id, ref, name, shape, maskedPixels: countMasked(mask) };
    },
    'mask.pixels': async (params, { signal }) => {
      const { shape, packed } = await ignoredPixels(params, signal);
      return { shape, packed, maskedPixels: countPacked(packed) };
    },
    'mask.rasterize': async ({ imageId, frame, calibration, settings, maskIds, layers }, context) => {
      const { signal } = context;
      const image = await images.readFrame(imageId, frame, signal);
      const { found, problems } = await layerFiles.load(layers, signal);
      const unreadable = new Set(problems.map(({ layerId }) => layerId));
      const readable = layers.filter(({ id }) => !unreadable.has(id));
      const { maskBelow, maskAbove, dummy, detectorMask } = settings;
      const gapsOf = detectorMask ? calibration?.detector : null;
      const key = JSON.stringify([windowKey, imageId, frame, maskBelow, maskAbove, dummy, gapsOf, maskIds]);
      if (readable.some(needsUnused) && lastUnused?.key !== key)
        lastUnused = {
          key,
          unused: unpackMask(
            ignored.of(image, settings, calibration, maskIds.map(masks.find)),
            new Uint8Array(new SharedArrayBuffer(image.samples.length)),
          ),
        };
      const drawn = await runner.rasterize(
        {
          layers: readable,
          key,
          image: { samples: image.samples, shape: image.shape },
          calibration,
          unused: readable.some(needsUnused) && lastUnused ? lastUnused.unused : null,
          files: found,
        },
        context,
      );
      const { id } = masks.keepDrawn('mask layers', image.shape, drawn.packed);
      return {
        maskId: id,
        shape: image.shape,
        maskedPixels: drawn.maskedPixels,
        changes: drawn.changes,
        problems: [...problems, ...drawn.problems],
      };
    },
    'mask.save': async ({ directory, name, overwrite, ...params }, { signal }) => {
      const writer = findImageWriter(name);
      if (!writer)
        throw new AppError(
          'usage',
          `Masks are not written to "${name}": end its name with .npy, .edf, .msk, .tif or .mask.`,
        );
      const { shape, packed } = await ignoredPixels(params, signal);
      const mask = unpackMask(packed, new Uint8Array(shape[0] * shape[1]));
      const ref = `${directory.replace(/\/$/, '')}/${name}`;
      await writeWhole(await files.resolve(ref, 'write'), writer.write({ samples: mask, shape }), { overwrite });
      return { files: [{ ref, name }] };
    },
    'mask.saveLayers': async ({ layers, shape, directory, name, overwrite }) => {
      const ref = `${directory.replace(/\/$/, '')}/${name}`;
      await writeWhole(await files.resolve(ref, 'write'), formatMaskLayers(layers, shape, program), { overwrite });
      return { files: [{ ref, name }] };
    },
    'mask.openLayers': async ({ ref }) => {
      const { name } = await files.entry(ref);
      const { maskLayers, shape } = readMaskLayers(name, await readTextFile(await files.resolve(ref)), ajv);
      return { name, layers: maskLayers, ...(shape ? { shape } : {}) };
    },
  } satisfies Partial<Handlers>;
}

/** Whether the layer makes statistics of pixels, which those left out must not take part in. */
function needsUnused({ enabled, region }: MaskLayer): boolean {
  return enabled && (region.kind === 'automatic' || region.kind === 'hotPixels');
}
