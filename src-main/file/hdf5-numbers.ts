import { resolve } from 'node:path';
import type { File } from 'h5wasm/node';
import { AppError, FormatError } from '../../src-shared/model/app-error.ts';
import { hdf5Reason, loadHdf5, noticeHdf5Failure } from './hdf5-library.ts';
import { attempt, isDataset } from './hdf5-tree.ts';

const ID = 'hdf5';
const [INTEGER, FLOAT] = [0, 1]; // H5T_class_t
const MAX_NUMBERS = 10_000_000;

/**
 * All numbers of a dataset, flattened.
 *
 * @param path  of the file on the host
 * @param name  of it, for messages
 * @throws FormatError  if there is no such dataset, it holds no numbers, or the file is damaged
 */
export async function readHdf5Numbers(path: string, name: string, dataset: string): Promise<Float64Array> {
  const library = await loadHdf5();
  let file: File | undefined;
  try {
    file = new library.File(resolve(path), 'r');
    const found = file.get(dataset);
    if (!isDataset(found)) throw new FormatError(ID, `${name} has no dataset ${dataset}: name one that it has.`);
    const { type, vlen } = found.metadata;
    if (vlen || (type !== INTEGER && type !== FLOAT))
      throw new FormatError(ID, `${dataset} of ${name} holds no numbers: name a dataset with one for each frame.`);
    const count = (found.shape ?? []).reduce((total, length) => total * length, 1);
    if (count > MAX_NUMBERS)
      throw new FormatError(ID, `${dataset} of ${name} holds ${count} numbers: one for each frame was expected.`);
    const values = found.value;
    if (typeof values === 'number' || typeof values === 'bigint') return Float64Array.of(Number(values));
    if (values instanceof BigInt64Array || values instanceof BigUint64Array) return Float64Array.from(values, Number);
    if (!ArrayBuffer.isView(values) || values instanceof DataView)
      throw new FormatError(ID, `${dataset} of ${name} holds no numbers: name a dataset with one for each frame.`);
    return Float64Array.from(values as unknown as ArrayLike<number>);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    noticeHdf5Failure(cause);
    throw new FormatError(ID, `${name} cannot be read by the HDF5 library: ${hdf5Reason(cause)}.`, { cause });
  } finally {
    const opened = file;
    if (opened) attempt(() => opened.close());
  }
}
