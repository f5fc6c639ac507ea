import { detectorMask } from '../../src-shared/detector/detector-mask.ts';
import { guessDetectors } from '../../src-shared/detector/guess-detectors.ts';
import type { FileEntry, Handlers } from '../../src-shared/rpc/contract.ts';
import type { FileAccess } from '../file/file-access.ts';
import { imageReaders } from '../file/image-readers.ts';
import type { ImageStore, StoredImage } from '../store/image-store.ts';
import { frameStatistics } from './frame-statistics.ts';

/** Opens images and hands out their frames. */
export function createImageService(files: FileAccess, images: ImageStore) {
  return {
    'image.open': async ({ ref, dataset }, { signal }) => {
      const [path, entry] = await Promise.all([files.resolve(ref), files.entry(ref)]);
      const stored = await images.open(ref, path, dataset, signal);
      const { summary } = stored;
      return {
        imageId: stored.id,
        ref,
        name: entry.name,
        formatId: summary.formatId,
        formatLabel: formatLabel(summary.formatId),
        shape: summary.shape,
        sampleType: summary.sampleType,
        frameCount: summary.frameCount,
        metadata: summary.metadata,
        ...(summary.dataset === undefined ? {} : { dataset: summary.dataset }),
        ...(summary.datasets === undefined ? {} : { datasets: summary.datasets }),
        detectorGuesses: guessDetectors(summary.shape, summary.metadata),
      };
    },
    'image.frame': async ({ imageId, frame }, { signal }) => {
      const image = await images.readFrame(imageId, frame, signal);
      return {
        frame,
        samples: image.samples,
        shape: image.shape,
        metadata: image.metadata,
        statistics: frameStatistics(image, likelyGaps(images.find(imageId))),
      };
    },
    'image.close': async ({ imageId }) => {
      await images.close(imageId);
      return null;
    },
    'image.neighbour': async ({ ref, step }, { signal }) => {
      const { parent } = splitRef(ref);
      const { entries } = await files.list(parent, signal);
      const all = entries.filter(({ kind }) => kind === 'image');
      const at = all.findIndex((entry) => entry.ref === ref);
      const entry: FileEntry | undefined = at < 0 ? undefined : all[at + step];
      return { entry: entry ?? null, index: entry ? at + step : at, total: all.length };
    },
  } satisfies Partial<Handlers>;
}

function formatLabel(id: string): string {
  return imageReaders.find((reader) => reader.id === id)?.label ?? id;
}

/** The gaps of the detector that the image most likely comes from: their pixels say nothing about levels. */
function likelyGaps({ summary }: StoredImage): Uint8Array | null {
  const [guess] = guessDetectors(summary.shape, summary.metadata);
  return guess ? detectorMask(guess.detector, summary.shape) : null;
}

function splitRef(ref: string): { parent: string } {
  const slash = ref.lastIndexOf('/');
  const root = ref.indexOf(':/');
  return { parent: slash <= root + 1 ? ref.slice(0, root + 2) : ref.slice(0, slash) };
}
