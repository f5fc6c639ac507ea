import { FormatError } from '../../src-shared/model/app-error.ts';
import type { DetectorImage, ImageMetadata } from '../../src-shared/model/detector-image.ts';
import type { OpenImage } from '../../src-shared/format/image-reader.ts';
import { checkFrame, checkShape } from '../../src-shared/format/image-size.ts';

/** One module of a detector, its image open. */
export interface DetectorModule {
  readonly name: string;
  readonly image: OpenImage;
  /** Of its first pixel, in pixels of all modules; may be negative. */
  readonly row: number;
  readonly column: number;
}

/** Entries that are true of one module only. */
const OF_ONE_MODULE: ReadonlySet<string> = new Set(['beamCentre', 'detector'] satisfies (keyof ImageMetadata)[]);

/**
 * One image of several modules, each at its place; between them pixels are 0 and masked.
 *
 * @param modules  at least one; closed with the result
 * @throws FormatError  if types of numbers differ or modules lie over one another
 */
export function assembleModules(modules: readonly DetectorModule[]): OpenImage {
  const first = modules[0]!;
  const { sampleType, formatId, metadata: own } = first.image.summary;
  const top = Math.min(...modules.map(({ row }) => row));
  const left = Math.min(...modules.map(({ column }) => column));
  const placed = modules.map((module) => {
    const [rows, columns] = module.image.summary.shape;
    return { ...module, row: module.row - top, column: module.column - left, rows, columns };
  });
  const shape = [
    Math.max(...placed.map(({ row, rows }) => row + rows)),
    Math.max(...placed.map(({ column, columns }) => column + columns)),
  ] as const;
  checkShape(formatId, shape, 0);
  for (const [i, a] of placed.entries()) {
    if (a.image.summary.sampleType !== sampleType)
      throw new FormatError(formatId, `${a.name} holds ${a.image.summary.sampleType}, ${first.name} ${sampleType}.`);
    for (const b of placed.slice(i + 1))
      if (
        a.row < b.row + b.rows &&
        b.row < a.row + a.rows &&
        a.column < b.column + b.columns &&
        b.column < a.column + a.columns
      )
        throw new FormatError(formatId, `The modules ${a.name} and ${b.name} lie over one another.`);
  }
  const frameCount = Math.max(...placed.map(({ image }) => image.summary.frameCount));
  const places = placed.map(({ name, row, column }) => `${name} at row ${row}, column ${column}`);
  const shared = Object.fromEntries(Object.entries(own).filter(([key]) => !OF_ONE_MODULE.has(key)));
  const metadata: ImageMetadata = { ...shared, header: { ...own.header, modules: places.join('; ') } };
  const summary = { formatId, shape, sampleType, frameCount, metadata };

  return {
    summary,
    async readFrame(frame, signal): Promise<DetectorImage> {
      checkFrame(formatId, frame, frameCount);
      let samples: DetectorImage['samples'] | undefined;
      const mask = new Uint8Array(shape[0] * shape[1]).fill(1);
      for (const { name, image, row, column, rows, columns } of placed) {
        if (frame >= image.summary.frameCount)
          throw new FormatError(
            formatId,
            `${name} has ${image.summary.frameCount} frames where other modules have ${frameCount}.`,
          );
        const part = await image.readFrame(frame, signal);
        samples ??= new (part.samples.constructor as new (length: number) => typeof part.samples)(mask.length);
        for (let r = 0; r < rows; r++) {
          const at = (row + r) * shape[1] + column;
          samples.set(part.samples.subarray(r * columns, (r + 1) * columns), at);
          if (part.mask) mask.set(part.mask.subarray(r * columns, (r + 1) * columns), at);
          else mask.fill(0, at, at + columns);
        }
      }
      return { samples: samples!, shape, mask, metadata };
    },
    async close() {
      for (const { image } of modules) await image.close();
    },
  };
}
