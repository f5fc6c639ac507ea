import type { Ajv } from 'ajv';
import { findImageWriter } from '../../src-shared/format/built-in-writers.ts';
import { formatMaskLayers } from '../../src-shared/format/mask-layer-file.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { Shape } from '../../src-shared/model/detector-image.ts';
import type { MaskPixelsParams } from '../../src-shared/model/schema-types.generated.ts';
import type { Handlers } from '../../src-shared/rpc/contract.ts';
import { writeWhole } from '../file/atomic-write.ts';
import type { FileAccess } from '../file/file-access.ts';
import { readImage } from '../file/open-image.ts';
import { readTextFile } from '../file/text-file.ts';
import type { ImageStore } from '../store/image-store.ts';
import type { MaskStore } from '../store/mask-store.ts';
import { maskFromImage } from './combine-masks.ts';
import { createIgnoredPixels } from './ignored-pixels.ts';
import { createLayerRasterizer } from './layer-rasterizer.ts';
import { readMaskLayers } from './read-mask-layers.ts';

/** Opens masks, draws them from layers, and says which pixels an image leaves out. */
export function createMaskService(files: FileAccess, images: ImageStore, masks: MaskStore, ajv: Ajv, program: string) {
  const rasterizer = createLayerRasterizer(async (ref, signal) => {
    const { name } = await files.entry(ref);
    return maskFromImage(name, await readImage(await files.resolve(ref), 0, { signal }));
  });

  const ignored = createIgnoredPixels();

  async function ignoredPixels(
    { imageId, frame, calibration, settings, maskIds }: MaskPixelsParams,
    signal: AbortSignal,
  ): Promise<{ readonly shape: Shape; readonly mask: Uint8Array }> {
    const image = await images.readFrame(imageId, frame, signal);
    return { shape: image.shape, mask: ignored.of(image, settings, calibration, maskIds.map(masks.find)) };
  }

  return {
    'mask.open': async ({ ref }, { signal }) => {
      const { name } = await files.entry(ref);
      const image = await readImage(await files.resolve(ref), 0, { signal });
      const { id, shape, mask } = masks.keep(ref, maskFromImage(name, image));
      return { maskId: id, ref, name, shape, maskedPixels: countMasked(mask) };
    },
    'mask.pixels': async (params, { signal }) => {
      const { shape, mask } = await ignoredPixels(params, signal);
      return { shape, mask, maskedPixels: countMasked(mask) };
    },
    'mask.rasterize': async ({ imageId, frame, calibration, settings, maskIds, layers }, { signal }) => {
      const image = await images.readFrame(imageId, frame, signal);
      const unused = (): Uint8Array => ignored.of(image, settings, calibration, maskIds.map(masks.find));
      const { mask, problems } = await rasterizer.rasterize(
        layers,
        {
          key: JSON.stringify([imageId, frame, settings.maskBelow, settings.maskAbove, settings.dummy, maskIds]),
          image,
          calibration,
          unused,
        },
        signal,
      );
      const { id } = masks.keepDrawn({ name: 'mask layers', shape: image.shape, mask });
      return { maskId: id, shape: image.shape, maskedPixels: countMasked(mask), problems };
    },
    'mask.save': async ({ directory, name, overwrite, ...params }, { signal }) => {
      const writer = findImageWriter(name);
      if (!writer)
        throw new AppError('usage', `Masks are not written to "${name}": end its name with .npy, .edf, .msk or .tif.`);
      const { shape, mask } = await ignoredPixels(params, signal);
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

function countMasked(mask: Uint8Array): number {
  let count = 0;
  for (let p = 0; p < mask.length; p++) count += mask[p]!;
  return count;
}
