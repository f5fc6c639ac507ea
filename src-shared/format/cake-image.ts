import type { Cake } from '../model/cake.ts';
import type { CakeFormat } from './cake-format.ts';
import { writeEdf } from './edf-writer.ts';
import { writeNpy } from './npy-writer.ts';

/** NumPy array of float32, cakes × bins; empty cells are NaN. The axes are in the sidecar. */
export const npyCakeFormat: CakeFormat = {
  id: 'npy',
  label: 'NumPy array (.npy)',
  suffix: '.npy',
  emptyCell: 'nan',
  format: ({ shape, intensity }) => writeNpy({ samples: intensity, shape }),
};

/** ESRF Data Format, float32, cakes × bins, with axes and geometry in the header, named as pyFAI names them. */
export const edfCakeFormat: CakeFormat = {
  id: 'edf',
  label: 'ESRF Data Format (.edf)',
  suffix: '.edf',
  emptyCell: 'nan',
  format: (cake) =>
    writeEdf({ samples: cake.intensity, shape: cake.shape, metadata: { header: geometryHeader(cake) } }),
};

function geometryHeader({ radial, radialUnit, azimuth, sense, provenance }: Cake): Record<string, string> {
  const { geometry, detector } = provenance.calibration;
  const { dist, poni1, poni2, rot1, rot2, rot3, wavelength } = geometry;
  const numbers: Record<string, number | undefined> = {
    chi_min: azimuth[0],
    chi_max: azimuth.at(-1),
    [`${radialUnit}_min`]: radial[0],
    [`${radialUnit}_max`]: radial.at(-1),
    pixelX: detector.pixel2,
    pixelY: detector.pixel1,
    dist,
    poni1,
    poni2,
    rot1,
    rot2,
    rot3,
    wavelength,
  };
  return {
    engine: provenance.program,
    image: provenance.image,
    detector: detector.name,
    sense,
    ...Object.fromEntries(
      Object.entries(numbers).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
    ),
  };
}
