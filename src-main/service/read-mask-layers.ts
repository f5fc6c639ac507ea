import type { Ajv } from 'ajv';
import { parseMaskLayers } from '../../src-shared/format/mask-layer-file.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { MaskLayerFile } from '../../src-shared/model/schema-types.generated.ts';
import { describeMismatch } from '../rpc/schema-validation.ts';

/** @throws FormatError  if the text is no file of mask layers */
export function readMaskLayers(name: string, text: string, ajv: Ajv): MaskLayerFile {
  const validate = ajv.getSchema('annulus/mask-layer-file.schema.json');
  if (!validate) throw new AppError('internal', 'There is no schema for mask layers.');
  return parseMaskLayers(name, text, (value) => validate(value) === true || describeMismatch(validate.errors));
}
