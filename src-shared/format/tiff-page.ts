import { FormatError } from '../model/app-error.ts';
import type { Samples, Shape } from '../model/detector-image.ts';
import { decodeSamples, HOST_IS_LITTLE_ENDIAN, STORED_BYTES, swapBytes, type StoredType } from './decode-samples.ts';
import type { ByteSource } from './image-reader.ts';
import { checkShape } from './image-size.ts';
import { BLOCK_CODECS, undoFloatDifference, undoHorizontalDifference, type BlockCodec } from './tiff-compression.ts';
import { readNumbers, readRaw, TAG, type TiffLayout, type TiffPage } from './tiff-directory.ts';

/** How the samples of one page are stored. */
export interface TiffPageFormat {
  readonly shape: Shape;
  /** undefined: not whole bytes (1, 4, 12 … bits). */
  readonly storedType: StoredType | undefined;
  readonly bitsPerSample: number;
  /** 1 unsigned, 2 signed, 3 float */
  readonly sampleFormat: number;
  readonly compression: number;
  readonly predictor: number;
  readonly littleEndian: boolean;
  /** [rows, columns] of a strip or tile. */
  readonly blockShape: Shape;
  readonly offsets: readonly number[];
  readonly byteCounts: readonly number[] | undefined;
  /** Tables that the blocks of a JPEG page share. */
  readonly jpegTables: Uint8Array | undefined;
}

const STORED_TYPES = new Map<string, StoredType>([
  ['1/8', 'uint8'],
  ['1/16', 'uint16'],
  ['1/32', 'uint32'],
  ['1/64', 'uint64'],
  ['2/8', 'int8'],
  ['2/16', 'int16'],
  ['2/32', 'int32'],
  ['2/64', 'int64'],
  ['3/16', 'float16'],
  ['3/32', 'float32'],
  ['3/64', 'float64'],
]);

/** @throws FormatError  for colour pictures, sizes that cannot be, and blocks that are missing or outside the file */
export async function readTiffPageFormat(
  source: ByteSource,
  layout: TiffLayout,
  page: TiffPage,
  signal?: AbortSignal,
): Promise<TiffPageFormat> {
  const list = (tag: number) => readNumbers(source, layout, page, tag, signal);
  const number = async (tag: number, otherwise: number) =>
    page.entries.has(tag) ? ((await list(tag))?.[0] ?? otherwise) : otherwise;

  const shape = [await number(TAG.imageLength, 0), await number(TAG.imageWidth, 0)] as const;
  checkShape('tiff', shape, 0);
  const samplesPerPixel = await number(TAG.samplesPerPixel, 1);
  if (samplesPerPixel !== 1)
    throw new FormatError(
      'tiff',
      `${source.name} has ${samplesPerPixel} samples per pixel (a colour picture); expected an image with one.`,
    );
  const bitsPerSample = await number(TAG.bitsPerSample, 1);
  const declared = await number(TAG.sampleFormat, 1);
  const sampleFormat = declared === 4 ? 1 : declared; // 4: undefined, read as unsigned like libtiff
  const isTiled = page.entries.has(TAG.tileOffsets);
  const rowsPerStrip = Math.min(Math.max(await number(TAG.rowsPerStrip, shape[0]), 1), shape[0]);
  const blockShape = isTiled
    ? ([await number(TAG.tileLength, 0), await number(TAG.tileWidth, 0)] as const)
    : ([rowsPerStrip, shape[1]] as const);
  checkShape('tiff', blockShape, 0);
  const offsets = await list(isTiled ? TAG.tileOffsets : TAG.stripOffsets);
  const blocks = Math.ceil(shape[0] / blockShape[0]) * Math.ceil(shape[1] / blockShape[1]);
  if (!offsets || offsets.length < blocks)
    throw new FormatError(
      'tiff',
      `${source.name} lists ${offsets?.length ?? 0} strips or tiles where ${blocks} are needed: it is cut off or damaged.`,
    );
  const byteCounts = await list(isTiled ? TAG.tileByteCounts : TAG.stripByteCounts);
  return {
    shape,
    storedType: STORED_TYPES.get(`${sampleFormat}/${bitsPerSample}`),
    bitsPerSample,
    sampleFormat,
    compression: await number(TAG.compression, 1),
    predictor: await number(TAG.predictor, 1),
    littleEndian: layout.littleEndian,
    blockShape,
    offsets: offsets.length === blocks ? offsets : offsets.slice(0, blocks),
    jpegTables: await readRaw(source, page, TAG.jpegTables, signal),
    byteCounts: byteCounts && byteCounts.length >= blocks ? byteCounts.slice(0, blocks) : undefined,
  };
}

/**
 * Samples of a page. Uncompressed strips that follow one another are one read, without work per pixel.
 *
 * @throws FormatError  if it is damaged, or stored in a way that nobody here decodes
 */
export async function readTiffSamples(
  source: ByteSource,
  format: TiffPageFormat,
  signal?: AbortSignal,
): Promise<Samples> {
  if (!format.storedType) return readPackedSamples(source, format, signal);
  const { shape, blockShape, offsets, littleEndian, storedType } = format;
  const rowBytes = shape[1] * STORED_BYTES[storedType];
  const byteLength = shape[0] * rowBytes;
  if (format.compression === 1 && blockShape[1] === shape[1] && isContiguous(offsets, blockShape[0] * rowBytes)) {
    checkShape('tiff', shape, STORED_BYTES[storedType], source.size - offsets[0]!);
    return decodeSamples(await source.read(offsets[0]!, byteLength, signal), storedType, littleEndian);
  }
  const out = await readBlocks(source, format, storedType, signal);
  return decodeSamples(out, storedType, HOST_IS_LITTLE_ENDIAN);
}

/** Unsigned samples that are not whole bytes; rows begin at a byte. */
function isPacked({ sampleFormat, bitsPerSample, shape, blockShape }: TiffPageFormat): boolean {
  const isTiled = blockShape[1] !== shape[1];
  return sampleFormat === 1 && bitsPerSample < 16 && !(isTiled && (blockShape[1] * bitsPerSample) % 8 !== 0);
}

/** Masks of 1 bit, cameras of 12: read as bytes, then unpacked, most significant bit first. */
async function readPackedSamples(source: ByteSource, format: TiffPageFormat, signal?: AbortSignal): Promise<Samples> {
  if (!isPacked(format))
    throw new FormatError(
      'tiff',
      `${source.name} has ${format.bitsPerSample} bits per sample of format ${format.sampleFormat}; expected integers of up to 64 bits or reals of 16, 32 or 64.`,
    );
  const { shape, blockShape, bitsPerSample } = format;
  const packed = (columns: number) => Math.ceil((columns * bitsPerSample) / 8);
  const rowBytes = packed(shape[1]);
  const bytes = await readTiffSamples(
    source,
    { ...format, storedType: 'uint8', shape: [shape[0], rowBytes], blockShape: [blockShape[0], packed(blockShape[1])] },
    signal,
  );
  const count = shape[0] * shape[1];
  const out = bitsPerSample <= 8 ? new Uint8Array(count) : new Uint16Array(count);
  const mask = (1 << bitsPerSample) - 1;
  for (let row = 0, to = 0; row < shape[0]; row++) {
    let from = row * rowBytes;
    let bits = 0;
    let held = 0;
    for (let column = 0; column < shape[1]; column++) {
      while (held < bitsPerSample) {
        bits = ((bits << 8) | bytes[from++]!) & 0xffffff;
        held += 8;
      }
      held -= bitsPerSample;
      out[to++] = (bits >>> held) & mask;
    }
  }
  return out;
}

function isContiguous(offsets: readonly number[], blockBytes: number): boolean {
  for (let i = 1; i < offsets.length; i++) if (offsets[i] !== offsets[0]! + i * blockBytes) return false;
  return true;
}

/** Common compressions that nobody here decodes, by name for the message. */
const OTHER_COMPRESSIONS = new Map([
  [2, 'CCITT'],
  [3, 'CCITT Group 3'],
  [4, 'CCITT Group 4'],
  [6, 'old JPEG'],
  [34712, 'JPEG 2000'],
  [34887, 'LERC'],
  [34925, 'LZMA'],
  [50001, 'WebP'],
]);

/** Our own codecs, or geotiff's, which are loaded where a file needs them. */
async function findCodec(source: ByteSource, format: TiffPageFormat): Promise<BlockCodec> {
  const { compression, blockShape } = format;
  const own = BLOCK_CODECS.get(compression);
  if (own) return own;
  const { geotiffCodec } = await import('./tiff-geotiff-codecs.ts');
  const codec = await geotiffCodec(compression, blockShape, format.jpegTables);
  if (codec) return codec;
  throw new FormatError(
    'tiff',
    `${source.name} is compressed by ${OTHER_COMPRESSIONS.get(compression) ?? `method ${compression}`}; expected none, LZW, deflate, PackBits, Zstandard or JPEG.`,
  );
}

/** Decodes strips or tiles one after another into an image in the machine's byte order. */
async function readBlocks(
  source: ByteSource,
  format: TiffPageFormat,
  storedType: StoredType,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const { shape, blockShape, offsets, compression, predictor, littleEndian } = format;
  const size = STORED_BYTES[storedType];
  const { decode, maxRatio } = await findCodec(source, format);
  if (compression !== 1 && predictor !== 1 && predictor !== 2 && !(predictor === 3 && format.sampleFormat === 3))
    throw new FormatError('tiff', `${source.name} uses predictor ${predictor}; expected 1, 2, or 3 for reals.`);
  const [rows, columns] = shape;
  const [blockRows, blockColumns] = blockShape;
  const across = Math.ceil(columns / blockColumns);
  const blockRowBytes = blockColumns * size;
  const isTiled = blockColumns !== columns || blockRows > rows;
  const byteCounts =
    format.byteCounts ?? (compression === 1 ? offsets.map(() => blockRows * blockRowBytes) : undefined);
  if (!byteCounts) throw new FormatError('tiff', `${source.name} does not say how long its compressed strips are.`);
  checkBlocks(source, offsets, byteCounts);
  const stored = byteCounts.reduce((sum, count) => sum + count, 0);
  checkShape('tiff', shape, size, Math.min(stored, source.size) * maxRatio);
  checkShape('tiff', blockShape, size, Math.min(stored, source.size) * maxRatio);

  const out = new Uint8Array(rows * columns * size);
  const buffer = new Uint8Array(blockRows * blockRowBytes);
  for (let index = 0; index < offsets.length; index++) {
    const firstRow = Math.floor(index / across) * blockRows;
    const firstColumn = (index % across) * blockColumns;
    const usedRows = Math.min(blockRows, rows - firstRow);
    // The last strip is short, the last tiles are not.
    const block = isTiled ? buffer : buffer.subarray(0, usedRows * blockRowBytes);
    const written = await decode(await source.read(offsets[index]!, byteCounts[index]!, signal), block);
    if (written < usedRows * blockRowBytes)
      throw new FormatError('tiff', `${source.name} is damaged: strip or tile ${index} ends early.`);
    if (compression !== 1 && predictor === 3) {
      undoFloatDifference(block, blockRowBytes, size);
      if (!HOST_IS_LITTLE_ENDIAN) swapBytes(block, size);
    } else {
      if (littleEndian !== HOST_IS_LITTLE_ENDIAN) swapBytes(block, size);
      if (compression !== 1 && predictor === 2) undoHorizontalDifference(block, blockRowBytes, size);
    }
    const usedBytes = Math.min(blockColumns, columns - firstColumn) * size;
    for (let row = 0; row < usedRows; row++)
      out.set(
        block.subarray(row * blockRowBytes, row * blockRowBytes + usedBytes),
        ((firstRow + row) * columns + firstColumn) * size,
      );
  }
  return out;
}

/** @throws FormatError  if a block lies outside the file */
function checkBlocks(source: ByteSource, offsets: readonly number[], byteCounts: readonly number[]): void {
  for (let i = 0; i < offsets.length; i++)
    if (!(offsets[i]! + byteCounts[i]! <= source.size))
      throw new FormatError(
        'tiff',
        `${source.name} is cut off: strip or tile ${i} should end at byte ${offsets[i]! + byteCounts[i]!} of ${source.size}.`,
      );
}
