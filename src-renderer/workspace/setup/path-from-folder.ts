import type { FileRef } from '../../../src-shared/rpc/contract.ts';

/**
 * A path as it is written into a file: relative to the folder of that file where both lie under one root, otherwise from
 * the root on. "data:/a/masks/m.msk" from "data:/a/set" is "../masks/m.msk".
 */
export function pathFromFolder(ref: FileRef, folder: FileRef | undefined): string {
  const split = (text: FileRef): { root: string; names: string[] } => {
    const colon = text.indexOf(':/');
    return {
      root: text.slice(0, colon),
      names: text
        .slice(colon + 2)
        .split('/')
        .filter((name) => name !== ''),
    };
  };
  const target = split(ref);
  const start = folder === undefined ? { root: target.root, names: [] } : split(folder);
  if (start.root !== target.root) return target.names.join('/');
  let shared = 0;
  while (
    shared < start.names.length &&
    shared < target.names.length - 1 &&
    start.names[shared] === target.names[shared]
  )
    shared++;
  const up = start.names.slice(shared).map(() => '..');
  return [...up, ...target.names.slice(shared)].join('/');
}
