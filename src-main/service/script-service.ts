import { detectorMask } from '../../src-shared/detector/detector-mask.ts';
import { formatPyfaiScript } from '../../src-shared/format/pyfai-script.ts';
import { azimuthAxis } from '../../src-shared/integration/cake-axis.ts';
import type { Handlers } from '../../src-shared/rpc/contract.ts';
import type { ImageStore } from '../store/image-store.ts';
import type { MaskStore } from '../store/mask-store.ts';

/** Writes scripts with which other programs do what the window does. */
export function createScriptService(images: ImageStore, masks: MaskStore, program: string) {
  const nameOf = (imageId: string): string => {
    const { ref } = images.find(imageId);
    return ref.slice(ref.lastIndexOf('/') + 1);
  };

  return {
    'integration.script': async (params) => {
      const { imageId, frame, calibration, settings, maskIds, darkId, flatId, backgroundId, cut } = params;
      const { dataset, summary } = images.find(imageId);
      const used = maskIds.map(masks.find);
      const { text, remarks } = formatPyfaiScript({
        program,
        image: nameOf(imageId),
        // HDF5 needs the dataset named, whether it was chosen or found
        dataset: dataset ?? summary.dataset,
        frame,
        shape: summary.shape,
        maskedValue: summary.metadata.maskedValue,
        calibration,
        settings,
        masks: used.map(({ name }) => name),
        dark: darkId === undefined ? undefined : nameOf(darkId),
        flat: flatId === undefined ? undefined : nameOf(flatId),
        background: backgroundId === undefined ? undefined : nameOf(backgroundId),
        gaps: settings.detectorMask ? detectorMask(calibration.detector, summary.shape) : null,
        ...(cut && { cakes: { ...azimuthAxis(cut, settings.azimuthRange), sense: cut.sense } }),
      });
      const drawn = used
        .filter(({ isDrawn }) => isDrawn)
        .map(({ name }) => `Save the mask "${name}" under this name first.`);
      const divided = params.normalizeBy ? ['The script does not divide by the value of the frame.'] : [];
      return { text, remarks: [...remarks, ...drawn, ...divided] };
    },
  } satisfies Partial<Handlers>;
}
