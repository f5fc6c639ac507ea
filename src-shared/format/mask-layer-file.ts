import { FormatError } from '../model/app-error.ts';
import type { Shape } from '../model/detector-image.ts';
import type { MaskLayer, MaskLayerFile } from '../model/schema-types.generated.ts';

/** Suffix of masks that can be edited again. */
export const MASK_LAYER_SUFFIX = '.mask.json';

export function formatMaskLayers(layers: readonly MaskLayer[], shape: Shape | undefined, program: string): string {
  const file: MaskLayerFile = {
    annulus: program,
    maskVersion: 1,
    ...(shape ? { shape: [shape[0], shape[1]] as [number, number] } : {}),
    maskLayers: [...layers],
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * @param isValid  says whether the value fits the schema, or what is wrong with it
 * @throws FormatError  one sentence that names the file
 */
export function parseMaskLayers(name: string, text: string, isValid: (value: unknown) => true | string): MaskLayerFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new FormatError('mask-layers', `${name} is not JSON, as a file of mask layers must be: ${String(cause)}.`);
  }
  const version = typeof value === 'object' && value !== null && 'maskVersion' in value ? value.maskVersion : undefined;
  if (typeof version === 'number' && version !== 1)
    throw new FormatError(
      'mask-layers',
      `${name} holds mask layers of version ${version}, and this program reads version 1.`,
    );
  const verdict = isValid(value);
  if (verdict !== true) throw new FormatError('mask-layers', `${name} holds no mask layers: ${verdict}.`);
  return value as MaskLayerFile;
}
