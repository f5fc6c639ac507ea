import { describe, expect, it } from 'vitest';
import { createRouter } from '../../src-main/rpc/router.ts';
import { loadValidator } from '../../src-main/rpc/schema-validation.ts';
import { contract } from '../../src-shared/rpc/contract.ts';
import type { Handlers } from '../../src-shared/rpc/contract.ts';

const ajv = await loadValidator();
const context = { signal: new AbortController().signal };

/** Handlers that answer with the parameters they were given. */
const echo = Object.fromEntries(
  Object.keys(contract).map((method) => [method, async (params: unknown) => params]),
) as unknown as Handlers;
const route = createRouter(echo, ajv);
const failure = (method: string, params: unknown): Promise<unknown> =>
  route(method, params, context).catch((cause: unknown) => cause);

describe('router', () => {
  it('has a schema for every method of the contract', () => {
    for (const { schema } of Object.values(contract)) expect(ajv.getSchema(schema), schema).toBeTypeOf('function');
  });

  it('runs the handler with parameters that fit', async () => {
    expect(await route('image.close', { imageId: 'a' }, context)).toEqual({ imageId: 'a' });
  });

  it.each([
    ['no.such', {}, 'There is no method "no.such".'],
    ['toString', {}, 'There is no method "toString".'],
    ['__proto__', {}, 'There is no method "__proto__".'],
    ['image.close', undefined, 'image.close: must be object.'],
    ['image.close', {}, "image.close: must have required property 'imageId'."],
    ['image.close', { imageId: 1 }, 'image.close: imageId must be string.'],
    ['image.close', { imageId: 'a', path: '/etc' }, 'image.close: has an unknown entry "path".'],
    ['file.pick', { purpose: 'steal' }, 'file.pick: purpose must be one of open, open-folder, save, export-folder.'],
    ['file.identify', { refs: ['/etc/passwd'] }, 'file.identify: refs/0 must match pattern "^[a-z0-9-]+:/".'],
  ])('refuses %s with %o', async (method, params, message) => {
    expect(await failure(method, params)).toMatchObject({ code: 'contract', message });
  });

  it('takes only a Uint8Array for bytes', async () => {
    const bytes = Uint8Array.of(1);
    expect(await route('file.upload', { name: 'a', bytes }, context)).toEqual({ name: 'a', bytes });
    for (const wrong of [[1], 'AQ==', { 0: 1, length: 1 }, Float64Array.of(1)])
      expect(await failure('file.upload', { name: 'a', bytes: wrong })).toMatchObject({
        message: 'file.upload: bytes must be a Uint8Array.',
      });
  });
});
