import type { Shape } from '../model/detector-image.ts';

/** A detector as its maker describes it. The name is pyFAI's class name, so that .poni files can carry it. */
export interface CatalogueDetector {
  readonly name: string;
  /** For people. */
  readonly label: string;
  /** Other names in use; spaces, underscores, hyphens and case do not count. */
  readonly aliases: readonly string[];
  /** Rows and columns at the finest readout. */
  readonly nativeShape: Shape;
  /** Pixel size at the finest readout, m (all listed have square pixels). */
  readonly nativePixel: number;
  /** Binning that a calibration file means when it gives the name alone. */
  readonly defaultBinning: number;
  /** Binnings met in practice, most frequent first. */
  readonly usualBinnings: readonly number[];
  readonly modules?: ModuleLayout;
  /** Only the circle that touches the edges of the image is sensitive. */
  readonly isCircular?: boolean;
  /**
   * What pyFAI needs to build it: its name, also the pixel sizes, also the shape. "pixels-default" where it does not
   * derive the binning from the pixel sizes; "generic" where it does not know the name, or only with a distortion file.
   */
  readonly poniConfig: 'name' | 'pixels' | 'pixels-default' | 'pixels-and-shape' | 'generic';
  /** What the model leaves out, one sentence. */
  readonly remark?: string;
}

export interface ModuleLayout {
  /** Rows and columns of one module. */
  readonly size: Shape;
  /** Insensitive rows and columns between modules. */
  readonly gap: Shape;
  /** Columns of every module, first and last, that carry no measurement. */
  readonly deadColumns?: readonly [first: number, last: number];
}

type Options = Partial<Omit<CatalogueDetector, 'name' | 'label' | 'nativeShape' | 'nativePixel'>>;

function entry(
  name: string,
  label: string,
  nativeShape: Shape,
  pixelMicrometres: number,
  options: Options = {},
): CatalogueDetector {
  const defaultBinning = options.defaultBinning ?? 1;
  return {
    name,
    label,
    aliases: [],
    nativeShape,
    nativePixel: Number(`${pixelMicrometres}e-6`), // through text: dividing would round twice
    defaultBinning,
    usualBinnings: [defaultBinning],
    poniConfig: 'pixels-default',
    ...options,
  };
}

const PILATUS: ModuleLayout = { size: [195, 487], gap: [17, 7] };
const PILATUS_CDTE: ModuleLayout = { ...PILATUS, deadColumns: [242, 244] };
const EIGER: ModuleLayout = { size: [514, 1030], gap: [37, 10] };
const EIGER2: ModuleLayout = { size: [512, 1028], gap: [38, 12] };
const EIGER2_CDTE: ModuleLayout = { ...EIGER2, deadColumns: [513, 514] };
const LAMBDA: ModuleLayout = { size: [516, 516], gap: [6, 6] };
const MAXIPIX: ModuleLayout = { size: [256, 256], gap: [4, 4] };

const pilatus = (size: string, shape: Shape): CatalogueDetector =>
  entry(`Pilatus${size}`, `Pilatus ${size}`, shape, 172, {
    modules: PILATUS,
    poniConfig: 'name',
    aliases: [`Pilatus2 ${size}`, `Pilatus3 ${size}`],
  });
const pilatusCdTe = (size: string, shape: Shape): CatalogueDetector =>
  entry(`PilatusCdTe${size}`, `Pilatus CdTe ${size}`, shape, 172, {
    modules: PILATUS_CDTE,
    poniConfig: 'name',
    aliases: [`Pilatus ${size} CdTe`, `Pilatus3 ${size} CdTe`, `Pilatus3 CdTe ${size}`],
  });
const eiger = (size: string, shape: Shape): CatalogueDetector =>
  entry(`Eiger${size}`, `Eiger ${size}`, shape, 75, { modules: EIGER, poniConfig: 'name' });
const eiger2 = (size: string, shape: Shape): CatalogueDetector =>
  entry(`Eiger2_${size}`, `Eiger2 ${size}`, shape, 75, { modules: EIGER2, poniConfig: 'name' });
const eiger2CdTe = (size: string, shape: Shape): CatalogueDetector =>
  entry(`Eiger2CdTe_${size}`, `Eiger2 CdTe ${size}`, shape, 75, { modules: EIGER2_CDTE, poniConfig: 'name' });
const lambda = (size: string, shape: Shape): CatalogueDetector =>
  entry(`Lambda${size}`, `Lambda ${size}`, shape, 55, { modules: LAMBDA, poniConfig: 'pixels-and-shape' });

/**
 * Flat detectors with equal pixels. Shapes, pixel sizes and gaps are the makers'; names and defaults are pyFAI's.
 * Where several fit an image equally well, the earlier entry is proposed first. Curved detectors and those whose
 * pixels differ much in size (XPAD, CirPAD, Aarhus, Rapid) are left out: this program would place their pixels wrongly.
 */
export const DETECTOR_CATALOGUE: readonly CatalogueDetector[] = [
  pilatus('100k', [195, 487]),
  pilatus('200k', [407, 487]),
  pilatus('300k', [619, 487]),
  pilatus('300kw', [195, 1475]),
  pilatus('1M', [1043, 981]),
  pilatus('2M', [1679, 1475]),
  pilatus('6M', [2527, 2463]),
  pilatusCdTe('300k', [619, 487]),
  pilatusCdTe('300kw', [195, 1475]),
  pilatusCdTe('900kw', [195, 4439]),
  pilatusCdTe('1M', [1043, 981]),
  pilatusCdTe('2M', [1679, 1475]),
  eiger('500k', [514, 1030]),
  eiger('1M', [1065, 1030]),
  eiger('4M', [2167, 2070]),
  eiger('9M', [3269, 3110]),
  eiger('16M', [4371, 4150]),
  eiger2('500k', [512, 1028]),
  eiger2('1M', [1062, 1028]),
  eiger2('1MW', [512, 2068]),
  eiger2('2MW', [512, 4148]),
  eiger2('4M', [2162, 2068]),
  eiger2('9M', [3262, 3108]),
  eiger2('16M', [4362, 4148]),
  eiger2CdTe('500k', [512, 1028]),
  eiger2CdTe('1M', [1062, 1028]),
  eiger2CdTe('1MW', [512, 2068]),
  eiger2CdTe('2MW', [512, 4148]),
  eiger2CdTe('4M', [2162, 2068]),
  eiger2CdTe('9M', [3262, 3108]),
  eiger2CdTe('16M', [4362, 4148]),
  lambda('60k', [256, 256]),
  lambda('250k', [516, 516]),
  lambda('750k', [516, 1554]),
  lambda('2M', [1554, 1554]),
  entry('Perkin', 'Perkin-Elmer XRD 1621', [4096, 4096], 100, {
    poniConfig: 'pixels',
    aliases: ['Perkin detector', 'Perkin Elmer', 'Perkin-Elmer 1621', 'XRD1621', 'XRD 1611'],
    defaultBinning: 2,
    usualBinnings: [2, 4, 1],
  }),
  entry('RayonixSx165', 'MarCCD 165 (Rayonix SX165)', [4096, 4096], 39.5, {
    poniConfig: 'pixels',
    aliases: ['Rayonix SX165', 'MAR 165', 'MarCCD 165', 'MarCCD165'],
    usualBinnings: [2, 1, 4],
    isCircular: true,
  }),
  entry('RayonixMx225', 'Rayonix MX225', [6144, 6144], 36.621, {
    poniConfig: 'pixels',
    aliases: ['Rayonix MX225HE', 'MAR 225', 'MarMosaic 225'],
    defaultBinning: 2,
    usualBinnings: [2, 4, 1],
  }),
  entry('RayonixMx225hs', 'Rayonix MX225-HS', [5760, 5760], 39.0625, {
    poniConfig: 'pixels',
    aliases: ['Rayonix MX225HS'],
    defaultBinning: 2,
    usualBinnings: [2, 4, 1, 3, 5, 6],
  }),
  entry('RayonixMx300', 'Rayonix MX300', [8192, 8192], 36.621, {
    poniConfig: 'pixels',
    aliases: ['MAR 300', 'MarMosaic 300'],
    defaultBinning: 2,
    usualBinnings: [2, 4, 1],
  }),
  entry('RayonixMx300hs', 'Rayonix MX300-HS', [7680, 7680], 39.0625, {
    poniConfig: 'pixels',
    aliases: ['Rayonix MX300HS'],
    defaultBinning: 2,
    usualBinnings: [2, 4, 1],
  }),
  entry('RayonixMx325', 'Rayonix MX325', [8192, 8192], 39.673, {
    aliases: ['MAR 325', 'MarMosaic 325'],
    defaultBinning: 2,
    usualBinnings: [2, 4, 1],
  }),
  entry('RayonixMx340hs', 'Rayonix MX340-HS', [7680, 7680], 44.27085, {
    aliases: ['Rayonix MX340HS'],
    defaultBinning: 2,
    usualBinnings: [2, 4, 1],
  }),
  entry('RayonixMx425hs', 'Rayonix MX425-HS', [9600, 9600], 44.2708, {
    aliases: ['Rayonix MX425HS'],
    usualBinnings: [2, 4, 1],
  }),
  entry('RayonixMx170', 'Rayonix MX170', [3840, 3840], 44.2708, {
    aliases: ['Rayonix MX170HS'],
    usualBinnings: [1, 2, 4],
  }),
  entry('RayonixLx170', 'Rayonix LX170', [1920, 3840], 44.2708, {
    aliases: ['Rayonix LX170HS'],
    usualBinnings: [1, 2, 4],
  }),
  entry('RayonixLx255', 'Rayonix LX255', [1920, 5760], 44.2708, {
    aliases: ['Rayonix LX255HS'],
    usualBinnings: [1, 2, 4],
  }),
  entry('RayonixSx200', 'Rayonix SX200', [4096, 4096], 48, { poniConfig: 'pixels', usualBinnings: [1, 2, 4] }),
  entry('Rayonix133', 'Rayonix 133', [4096, 4096], 32, {
    poniConfig: 'pixels',
    aliases: ['MAR 133'],
    defaultBinning: 2,
    isCircular: true,
  }),
  entry('RayonixSx30hs', 'Rayonix SX30-HS', [1920, 1920], 15.625, {
    poniConfig: 'pixels',
    aliases: ['Rayonix SX30HS'],
  }),
  entry('RayonixSx85hs', 'Rayonix SX85-HS', [1920, 1920], 44.2708, { aliases: ['Rayonix SX85HS'] }),
  entry('Mar345', 'Mar345 image plate', [3450, 3450], 100, {
    aliases: ['MAR 345', 'Mar3450'],
    isCircular: true,
  }),
  // The coarse readout of the Mar345 is not an integer binning of the fine one.
  entry('Mar345_2300', 'Mar345 image plate, 150 µm', [2300, 2300], 150, {
    aliases: ['Mar2300'],
    isCircular: true,
    poniConfig: 'generic',
  }),
  entry('Mar555', 'Mar555', [3072, 2560], 139, { aliases: ['MAR 555'] }),
  entry('Varex4343CT', 'Varex XRD 4343CT', [2880, 2880], 150, {
    aliases: ['Varex 4343', 'Varex XRD4343CT', 'XRD 4343CT'],
    usualBinnings: [1, 2],
    poniConfig: 'generic',
  }),
  entry('Pixium', 'Pixium 4700', [1910, 2480], 154, {
    poniConfig: 'pixels',
    aliases: ['Pixium 4700', 'Pixium 4700 detector', 'Thales Electronics'],
    defaultBinning: 2,
    usualBinnings: [2, 1],
  }),
  entry('Dexela2923', 'Dexela 2923', [3888, 3072], 75, { usualBinnings: [1, 2, 4] }),
  entry('Jungfrau', 'Jungfrau 500k', [512, 1024], 75, {
    aliases: ['Jungfrau 500k'],
    poniConfig: 'pixels-and-shape',
    remark: 'The wider pixels at the chip borders of a Jungfrau are treated like the others.',
  }),
  entry('Maxipix', 'Maxipix 1x1', [256, 256], 55, { modules: MAXIPIX, aliases: ['Maxipix 1x1'], poniConfig: 'name' }),
  entry('Maxipix2x2', 'Maxipix 2x2', [516, 516], 55, { modules: MAXIPIX, poniConfig: 'name' }),
  entry('Maxipix5x1', 'Maxipix 5x1', [256, 1296], 55, { modules: MAXIPIX, poniConfig: 'name' }),
  entry('Titan', 'Titan 2k', [2048, 2048], 60, { aliases: ['Titan 2k x 2k', 'OXD Titan', 'Agilent Titan'] }),
  entry('FReLoN', 'FReLoN', [2048, 2048], 50, {
    usualBinnings: [1, 2],
    poniConfig: 'generic',
    remark: 'The distortion of a FReLoN camera (spline file) is not corrected.',
  }),
  entry('Fairchild', 'Fairchild Condor', [4096, 4096], 15, {
    aliases: ['Condor', 'Fairchild Condor 486:90'],
    usualBinnings: [1, 2],
  }),
  entry('Apex2', 'Bruker Apex II', [1024, 1024], 60, {
    aliases: ['ApexII', 'Bruker'],
    defaultBinning: 2,
    poniConfig: 'pixels',
  }),
  entry('ADSC_Q4', 'ADSC Quantum 4', [2304, 2304], 82, { aliases: ['Quantum 4'], usualBinnings: [1, 2] }),
  entry('ADSC_Q210', 'ADSC Quantum 210', [4096, 4096], 51, { aliases: ['Quantum 210'], usualBinnings: [1, 2] }),
  entry('ADSC_Q270', 'ADSC Quantum 270', [4168, 4168], 64.8, { aliases: ['Quantum 270'], usualBinnings: [1, 2] }),
  entry('ADSC_Q315', 'ADSC Quantum 315', [6144, 6144], 51, { aliases: ['Quantum 315'], usualBinnings: [1, 2] }),
];

const normalise = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');

const BY_NAME = new Map<string, CatalogueDetector>();
for (const detector of DETECTOR_CATALOGUE)
  for (const name of [detector.name, detector.label, ...detector.aliases]) BY_NAME.set(normalise(name), detector);

/** The entry with this name or alias; undefined if there is none. */
export function findDetector(name: string): CatalogueDetector | undefined {
  return BY_NAME.get(normalise(name));
}

/** Rows and columns after binning; an incomplete last pixel is dropped, as detectors do. */
export function binnedShape(nativeShape: Shape, binning: number): Shape {
  return [Math.floor(nativeShape[0] / binning), Math.floor(nativeShape[1] / binning)];
}
