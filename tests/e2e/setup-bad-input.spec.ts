import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { newSaxsdogCalibration } from '../../src-shared/format/saxsdog-calibration-file.ts';
import { writeFit2dMask } from '../../src-shared/format/fit2d-mask-writer.ts';
import { openSaxsdogJob } from '../../src-main/service/saxsdog-job.ts';
import { expect, test } from './annulus-fixtures.ts';

test.use({ workspace: 'Setup', viewport: { width: 1366, height: 768 } });

const SHAPE = [1043, 981] as const;
const mask = (shape: readonly [number, number]): Uint8Array =>
  writeFit2dMask({ samples: new Uint8Array(shape[0] * shape[1]), shape });

/** What is wrong: where, by what text in place of which, and what the line and the engine say of it. */
const FAULTS: readonly { line: string; key: string; from: RegExp; to: string; says: string }[] = [
  { line: '/Wavelength', key: 'Wavelength', from: /"Wavelength": 1.54/, to: '"Wavelength": "1.54"', says: '"1.54" is not a number.' }, // prettier-ignore
  { line: '/Wavelength', key: 'Wavelength', from: /"Wavelength": 1.54/, to: '"Wavelength": -1', says: '-1 is too small: more than 0.' }, // prettier-ignore
  { line: '/Geometry/Tilt/TiltAngleDeg', key: 'Geometry.Tilt.TiltAngleDeg', from: /"TiltAngleDeg": 0/, to: '"TiltAngleDeg": 95', says: '95 is too large: less than 90.' }, // prettier-ignore
  { line: '/Masks/0/Oversampling', key: 'Masks[0].Oversampling', from: /"Oversampling": 3/, to: '"Oversampling": 2.5', says: '2.5 is not a whole number.' }, // prettier-ignore
  { line: '/Masks', key: 'Masks', from: /"Masks": \[[^\]]*\]/, to: '"Masks": []', says: 'The list has 0 entries; at least 1 are needed.' }, // prettier-ignore
  { line: '/Masks/0/MaskFile', key: 'Masks[0].MaskFile', from: /good\.msk/, to: 'none.msk', says: 'none.msk' },
  { line: '/Masks/0/MaskFile', key: 'Masks[0].MaskFile', from: /good\.msk/, to: 'small.msk', says: 'has 2 × 2 pixels' },
  { line: '/Slices/0/CutPosition', key: 'Slices[0].CutPosition', from: /"CutPosition": 500/, to: '"CutPosition": 1046', says: '1046 lies outside: with a CutMargin of 1 it reaches none of the 1043 rows.' }, // prettier-ignore
];

const line = (window: Page, id: string): Locator => window.getByRole('treegrid').locator(`[data-row="${id}"]`);
const text = (window: Page): Locator => window.getByRole('textbox', { name: /^Text of/ });

/** What the engine says of a file. */
async function refusal(path: string, content: string): Promise<string> {
  const settings = { path, text: content, compatible: false, placement: { relative: 'work' } };
  const others = { resumes: false, svg: false, png: false, plot: false };
  return openSaxsdogJob({ ...settings, ...others }).then(() => 'accepted', String);
}

test('F069 F079 F107: whatever is wrong with a calibration is marked on its line, and refused with the path of the key', async ({
  window,
  server,
}) => {
  const path = join(server.folder, 'agbeh.json');
  const calibration = newSaxsdogCalibration();
  calibration.Masks[0].MaskFile = 'good.msk';
  calibration.Slices = [{ Direction: 'x', Plane: 'InPlane', CutPosition: 500, CutMargin: 1 }];
  const good = `${JSON.stringify(calibration, null, 4)}\n`;
  await writeFile(path, good);
  await writeFile(join(server.folder, 'good.msk'), mask(SHAPE));
  await writeFile(join(server.folder, 'small.msk'), mask([2, 2]));
  await window.getByRole('button', { name: 'Open a file to edit' }).click();
  await window.getByRole('dialog').getByText('agbeh.json').first().dblclick();
  await expect(window.getByText('fits its schema')).toBeVisible();
  expect(await refusal(path, good)).toBe('accepted');

  for (const { line: id, key, from, to, says } of FAULTS) {
    const bad = good.replace(from, to);
    await text(window).fill(bad);
    await window.getByRole('button', { name: '1 problem' }).click();
    await expect(line(window, id)).toBeFocused();
    await expect(line(window, id)).toContainText(says);
    await expect(line(window, id)).toHaveClass(/\bbad\b/);
    const said = await refusal(path, bad);
    expect(said).toContain(`agbeh.json: ${key}: `);
    expect(said).toContain(says);
  }
  await text(window).fill(good);
  await expect(window.getByText('fits its schema')).toBeVisible();

  // A file that is no JSON opens, says where, stays as it is, and is put right in the text.
  const torn = good.replace('"Wavelength": 1.54,', '"Wavelength": 1.54');
  const at = torn.slice(0, torn.indexOf('"Wavelength"')).split('\n').length + 1;
  const place = new RegExp(`Line ${at}, column \\d+: a comma or "}" was expected`);
  await writeFile(join(server.folder, 'torn.json'), torn);
  await window.getByRole('button', { name: 'Open a file to edit' }).click();
  await window.getByRole('dialog').getByText('torn.json').first().dblclick();
  await expect(window.getByRole('alert').first()).toContainText(place);
  await window.getByRole('button', { name: /^Line \d+/ }).click();
  expect(await text(window).evaluate((field: HTMLTextAreaElement) => field.value.slice(0, field.selectionStart).split('\n').length)).toBe(at); // prettier-ignore
  expect(await readFile(join(server.folder, 'torn.json'), 'utf8')).toBe(torn);
  expect(await refusal(join(server.folder, 'torn.json'), torn)).toMatch(place);
  await text(window).fill(good);
  await expect(line(window, '/Wavelength').locator('[data-editor]')).toHaveValue('1.54');
});
