import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);

interface Packaging {
  readonly files: readonly { readonly filter: readonly string[] }[];
  readonly asarUnpack: readonly string[];
  readonly fileAssociations: readonly { readonly ext: string }[];
  readonly linux: { readonly target: readonly string[] };
  readonly win: { readonly target: readonly string[] };
  readonly mac: { readonly target: readonly string[] };
}

// electron-builder's own reader of the file and its own schema.
const { getConfig } = require('app-builder-lib/out/util/config/config.js') as {
  getConfig: (folder: string, file: string | null, options: null) => Promise<Packaging>;
};
const schema = JSON.parse(readFileSync(require.resolve('app-builder-lib/scheme.json'), 'utf8')) as object;
const config = await getConfig(root, 'electron-builder.yml', null);
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);

describe('electron-builder.yml', () => {
  it("fits electron-builder's schema", () => {
    validate(config);
    expect(validate.errors).toBeNull();
  });

  it('is checked by a schema that knows wrong entries', () => {
    expect(validate({ ...config, linux: { target: ['AppImage'], category: 1 } })).toBe(false);
    expect(validate({ ...config, asarUnpacked: [] })).toBe(false);
  });

  it('packs the built program, with real files for filters and WebAssembly', () => {
    expect(config.files[0]?.filter).toEqual(['out/**', '!out/**/*.map', 'package.json']);
    expect(config.asarUnpack).toEqual(['node_modules/h5wasm-plugins/**', '**/*.wasm']);
  });

  it('opens .poni files, on all three systems', () => {
    expect(config.fileAssociations.map(({ ext }) => ext)).toEqual(['poni']);
    expect(config.linux.target).toEqual(['AppImage', 'deb']);
    expect(config.win.target).toEqual(['nsis']);
    expect(config.mac.target).toEqual(['dmg']);
  });
});
