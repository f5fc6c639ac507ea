// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { useDocumentStore } from '../../../src-renderer/session/document-store.ts';
import { kindById, kindOfData, schemasOfKind, setupKinds } from '../../../src-renderer/session/setup-kinds.ts';
import { useSetupStore } from '../../../src-renderer/session/setup-store.ts';
import type { SetupProblem } from '../../../src-shared/rpc/contract.ts';
import { withValue } from '../../../src-shared/schema-tree/edit-data.ts';
import { pathText, type JsonValue } from '../../../src-shared/schema-tree/json-value.ts';
import { validateData } from '../../../src-shared/schema-tree/validate-data.ts';
import { motorSchema } from '../../schema-tree/motor-schema.ts';
import { settled, useFakeHost } from '../fake-host.ts';

const OTHER_SPELLING = `{
    "Geometry": {
        "Tilt": {"TiltRotDeg": 0.0, "TiltAngleDeg": 0.0},
        "BeamCenter": [808.37, 387.772],
        "DetectorDistanceMM": 1031.657,
        "PixelSizeMicroM": [172.0],
        "ImageSize": [1043, 981]
    },
    "Wavelength": 1.54,
    "Masks": [{"MaskFile": "m.msk"}],
    "Directory": ["."]
}
`;

/** A window whose host has these files, and finds these problems in whatever it checks. */
function openedWindow(texts: Readonly<Record<string, string>> = {}, problems: SetupProblem[] = []) {
  const host = useFakeHost({
    'setup.open': async ({ ref }) => ({ name: ref.split('/').at(-1)!, text: texts[ref]! }),
    'setup.check': async () => ({ problems }),
    'setup.save': async ({ directory, name }) => ({ files: [{ ref: `${directory}${name}`, name }] }),
  });
  return { host, setup: useSetupStore(), documents: useDocumentStore() };
}
const rowAt = (setup: ReturnType<typeof useSetupStore>, id: string) => setup.rows.find((row) => row.id === id);

describe('the kinds of files that are edited as trees', () => {
  it.each(setupKinds.filter(({ schemaId }) => schemaId).map(({ id }) => [id]))(
    'F107: a new %s is recognised as such, and every line of it says what it is',
    (id) => {
      const { setup } = openedWindow();
      const kind = kindById(id)!;
      setup.startNew(kind);
      expect(setup.file).toMatchObject({ kind: id, name: kind.fileName });
      expect(setup.rows.length).toBeGreaterThan(3);
      expect(kindOfData(setup.data!).id).toBe(id);
    },
  );

  it.each(['saxsdog-calibration', 'saxsdog-network', 'saxsdog-merge', 'recipe', 'cake-recipe', 'calibration-recipe'])(
    'F107: a new %s lacks nothing but what nobody can guess',
    (id) => {
      const { setup } = openedWindow();
      setup.startNew(kindById(id)!);
      expect(setup.issues.filter(({ keyword }) => !keyword.startsWith('min'))).toEqual([]);
    },
  );

  it('gives a new server a secret of 128 bits, another one each time', () => {
    const secretOf = (): JsonValue => {
      const { setup } = openedWindow();
      setup.startNew(kindById('saxsdog-network')!);
      expect(setup.issues).toEqual([]);
      return (setup.data as { Secret: string }[])[0]!.Secret;
    };
    expect(secretOf()).toMatch(/^[0-9a-f]{32}$/);
    expect(secretOf()).not.toBe(secretOf());
  });

  it('refuses other keys, addresses without a protocol and short secrets of a server', () => {
    const schemas = schemasOfKind(kindById('saxsdog-network'));
    const server = { Server: 'localhost', Feeder: 'tcp://a:1', Secret: 'abc', Name: 'Q', Port: 5 };
    expect(validateData(schemas, [server]).map(({ path, keyword }) => `${pathText(path)} ${keyword}`)).toEqual([
      '[0].Server pattern',
      '[0].Secret minLength',
      '[0].Port additionalProperties',
    ]);
    expect(validateData(schemas, [])[0]?.keyword).toBe('minItems');
  });
});

describe('the setup store', () => {
  it('F107: opens a calibration, edits one place of its text in its own spelling, and saves it', async () => {
    const { host, setup, documents } = openedWindow({ 'data:/a/cal.json': OTHER_SPELLING });
    await setup.open('data:/a/cal.json');
    expect(setup.kind?.id).toBe('saxsdog-calibration');
    expect([setup.isModified, setup.issues]).toEqual([false, []]);
    const row = rowAt(setup, '/Geometry/DetectorDistanceMM')!;
    setup.change('Distance', withValue(setup.data!, row.path, 1040.5));
    expect(setup.file!.text).toBe(OTHER_SPELLING.replace('1031.657', '1040.5'));
    expect(setup.isModified).toBe(true);
    await setup.save({ directory: 'data:/a/', name: 'cal.json', overwrite: true });
    expect(host.paramsOf('setup.save')).toMatchObject([{ text: setup.file!.text, overwrite: true }]);
    expect(setup.isModified).toBe(false);
    expect(setup.recent).toEqual(['data:/a/cal.json']);
    await documents.undo(); // "Saved" is no step of its own: the distance comes back
    await documents.undo();
    expect(setup.data).toMatchObject({ Geometry: { DetectorDistanceMM: 1031.657 } });
  });

  it('keeps a text that is no JSON, shows the tree of before, and takes no edits of it', async () => {
    const { setup } = openedWindow({ 'data:/cal.json': OTHER_SPELLING });
    await setup.open('data:/cal.json');
    const torn = OTHER_SPELLING.replace('"Wavelength": 1.54,', '"Wavelength": 1.54');
    setup.changeText(torn);
    expect(setup.textError?.message).toContain('Line 10, column 5');
    expect(rowAt(setup, '/Wavelength')?.value).toBe(1.54);
    setup.change('Wavelength', withValue(setup.data!, ['Wavelength'], 2));
    expect(setup.file!.text).toBe(torn);
    setup.revert();
    expect(setup.file!.text).toBe(OTHER_SPELLING);
  });

  it('opens a broken .saxsconf as a calibration, to be put right', async () => {
    const { setup } = openedWindow({ 'data:/night.saxsconf': '{"Title": ' });
    await setup.open('data:/night.saxsconf');
    expect(setup.file).toMatchObject({ kind: 'saxsdog-calibration', text: '{"Title": ' });
    expect(setup.textError).toBeDefined();
    expect(setup.rows).toEqual([]);
  });

  it('F069: marks what is unknown, missing or out of range on its line, and says so on those that hold it', async () => {
    const { setup } = openedWindow({ 'data:/cal.json': OTHER_SPELLING });
    await setup.open('data:/cal.json');
    setup.changeText(
      OTHER_SPELLING.replace('"Wavelength": 1.54', '"Beamline": "BM20"').replace('[{"MaskFile": "m.msk"}]', '[]'),
    );
    expect(rowAt(setup, '/Beamline')).toMatchObject({ role: 'unknown' });
    expect(rowAt(setup, '/Beamline')?.issue).toContain('The schema has no Beamline here');
    expect(rowAt(setup, '/Wavelength')?.issue).toBe('Wavelength is missing, and is needed.');
    expect(rowAt(setup, '/Masks')?.issue).toBe('The list has 0 entries; at least 1 are needed.');
    setup.changeText(OTHER_SPELLING.replace('"TiltAngleDeg": 0.0', '"TiltAngleDeg": 91'));
    expect(rowAt(setup, '/Geometry/Tilt/TiltAngleDeg')?.issue).toBe('91 is too large: less than 90.');
    expect(rowAt(setup, '/Geometry')?.issuesInside).toBe(1);
  });

  it('shows what the host finds on its line until the value changes', async () => {
    const message = 'There is no file m.msk in the folders that are open here.';
    const { setup } = openedWindow({ 'data:/cal.json': OTHER_SPELLING }, [{ path: ['Masks', 0, 'MaskFile'], message }]);
    await setup.open('data:/cal.json');
    await new Promise((resolve) => setTimeout(resolve, 300)); // the host is asked a quarter of a second after an edit
    await settled();
    expect(rowAt(setup, '/Masks/0/MaskFile')?.issue).toBe(message);
    setup.change('Mask', withValue(setup.data!, ['Masks', 0, 'MaskFile'], 'n.msk'));
    expect(rowAt(setup, '/Masks/0/MaskFile')?.issue).toBeUndefined();
  });

  it('F107: begins a file of a schema from elsewhere, which stays for the files opened after it', async () => {
    const axes = '{"name": "crate 7", "bus": {"kind": "serial", "device": "COM1", "baud": 9600}, "axes": []}';
    const { setup } = openedWindow({
      'data:/controller.schema.json': JSON.stringify(motorSchema),
      'data:/motors.json': axes,
    });
    await setup.open('data:/controller.schema.json');
    expect(setup.file).toMatchObject({ kind: 'own' });
    expect(setup.issues).toEqual([]);
    await setup.open('data:/motors.json');
    expect(setup.file?.kind).toBe('own');
    expect(rowAt(setup, '/bus/baud')?.editor.kind).toBe('choice');
    setup.changeKind(kindById('json')!);
    expect(rowAt(setup, '/bus/baud')?.editor.kind).toBe('number');
  });
});
