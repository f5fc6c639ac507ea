import { detectorMask } from '../../src-shared/detector/detector-mask.ts';
import { formatPyfaiScript } from '../../src-shared/format/pyfai-script.ts';
import { sensorAttenuation } from '../../src-shared/correction/sensor-absorption.ts';
import { azimuthAxis } from '../../src-shared/integration/cake-axis.ts';
import type { Handlers } from '../../src-shared/rpc/contract.ts';
import type { FileAccess } from '../file/file-access.ts';
import { imageName, type ImageStore } from '../store/image-store.ts';
import type { MaskStore } from '../store/mask-store.ts';
import { createFrameValue } from './frame-value-of.ts';

/** Writes scripts with which other programs do what the window does. */
export function createScriptService(files: FileAccess, images: ImageStore, masks: MaskStore, program: string) {
  const frameValue = createFrameValue(files);
  const nameOf = (imageId: string | undefined): string | undefined =>
    imageId === undefined ? undefined : imageName(images.find(imageId));

  return {
    'integration.script': async (params, { signal }) => {
      const { imageId, frame, calibration, settings, maskIds, darkId, flatId, backgroundId, normalizeBy, cut } = params;
      const stored = images.find(imageId);
      const { dataset, summary } = stored;
      const { sensorAbsorption: sensor } = settings;
      const metadata = normalizeBy && (await images.readFrame(imageId, frame, signal)).metadata;
      const used = maskIds.map(masks.find);
      return formatPyfaiScript({
        program,
        image: imageName(stored),
        // HDF5 needs the dataset named, whether it was chosen or found
        dataset: dataset ?? summary.dataset,
        frame,
        shape: summary.shape,
        maskedValue: summary.metadata.maskedValue,
        calibration,
        settings,
        masks: used.map(({ name }) => name),
        dark: nameOf(darkId),
        flat: nameOf(flatId),
        background: nameOf(backgroundId),
        gaps: settings.detectorMask ? detectorMask(calibration.detector, summary.shape) : null,
        ...(sensor && { sensorDepth: sensor.thicknessUm / sensorAttenuation(sensor, calibration.geometry.wavelength) }),
        ...(metadata && { frameValue: (await frameValue(normalizeBy, stored, frame, metadata)).value }),
        unsavedMasks: used.filter(({ packed }) => packed).map(({ name }) => name),
        ...(cut && { cakes: { ...azimuthAxis(cut, settings.azimuthRange), sense: cut.sense } }),
      });
    },
  } satisfies Partial<Handlers>;
}
