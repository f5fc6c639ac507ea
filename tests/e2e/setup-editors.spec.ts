import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { motorSchema } from '../schema-tree/motor-schema.ts';
import { sharedFolder } from '../shared-folder.ts';
import { dropFiles, expect, test } from './annulus-fixtures.ts';

test.use({ workspace: 'Setup', viewport: { width: 1366, height: 768 } });

const tree = (window: Page): Locator => window.getByRole('treegrid');
const line = (window: Page, id: string): Locator => tree(window).locator(`[data-row="${id}"]`);
const field = (window: Page, id: string): Locator => line(window, id).locator('[data-editor]');
const text = (window: Page): Locator => window.getByRole('textbox', { name: /^Text of/ });
const preview = (window: Page): Locator => window.getByRole('img', { name: /^Mask / });

async function openByDialog(window: Page, name: string): Promise<void> {
  await window.getByRole('button', { name: 'Open a file to edit' }).click();
  await window.getByRole('dialog').getByText(name).first().dblclick();
}

async function runCommand(window: Page, title: string): Promise<void> {
  await window.keyboard.press('Control+k');
  await window.keyboard.type(title);
  await window.keyboard.press('Enter');
}

/** How bright the picture is near its upper and its lower edge, 0 … 255. */
async function edges(picture: Locator): Promise<readonly [number, number]> {
  return picture.evaluate((canvas: HTMLCanvasElement) => {
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
    const at = (y: number): number => data[4 * (y * width + (width >> 2))]!;
    return [at(2), at(height - 3)] as const;
  });
}

test('F069 F107 F108: the calibration that comes with SAXSdog is edited over its own image, saved, and there after a reload', async ({
  window,
  server,
}) => {
  test.skip(sharedFolder === undefined, 'needs the shared folder');
  const from = join(sharedFolder!, 'data/saxsdog/doc');
  const path = join(server.folder, 'cal.json');
  await mkdir(join(server.folder, 'data'));
  await cp(join(from, 'cal.json'), path);
  for (const name of ['AAA_integ.msk', 'agbeh2_1M.tif'])
    await cp(join(from, 'data', name), join(server.folder, 'data', name));
  const written = await readFile(path, 'utf8');

  await dropFiles(window, join(server.folder, 'data/agbeh2_1M.tif'));
  await openByDialog(window, 'cal.json');
  await expect(window.getByText('fits its schema')).toBeVisible();
  const curves = window.getByRole('region', { name: 'Curves of the edited calibration' });
  await expect(curves.getByRole('application', { name: /^Pattern of the edited/ })).toBeVisible();
  // The sample mask hides the upper part of the image, above the beam.
  await line(window, '/Masks').locator('.text').click();
  await window.keyboard.press('ArrowDown');
  await window.keyboard.press('ArrowDown');
  await expect(line(window, '/Masks/0/MaskFile')).toBeFocused();
  await expect(window.getByRole('img', { name: /AAA_integ\.msk, 1043 × 981, 34\.9 % masked/ })).toBeVisible();
  const [upper, lower] = await edges(preview(window));
  expect(upper < 60 && lower > 200).toBe(true);

  // A mask that is not there, a cut outside: said on their lines by the host.
  await window.keyboard.press('Enter');
  await window.keyboard.type('data/gone.msk');
  await window.keyboard.press('Enter');
  await expect(line(window, '/Masks/0/MaskFile')).toContainText('There is no file data/gone.msk');
  await window.keyboard.press('Control+z');
  await expect(window.getByText('fits its schema')).toBeVisible();
  await window.keyboard.press('End');
  await line(window, '/Slices').locator('.text').click();
  await window.keyboard.press('Insert');
  await expect(line(window, '/Slices/0')).toBeFocused();
  await field(window, '/Slices/0/CutPosition').fill('1046');
  await field(window, '/Slices/0/CutPosition').press('Enter');
  await expect(line(window, '/Slices/0/CutPosition')).toContainText('1046 lies outside');
  await field(window, '/Slices/0/CutPosition').fill('400');
  await field(window, '/Slices/0/CutPosition').press('Enter');
  await expect(window.getByText('fits its schema')).toBeVisible();
  await expect(curves.getByRole('combobox', { name: 'Curves shown' })).toContainText('Slices in plane');

  await window.keyboard.press('Control+s');
  await expect(window.getByText('Saved cal.json.')).toBeVisible();
  const saved = await readFile(path, 'utf8');
  expect(JSON.parse(saved)).toMatchObject({ Slices: [{ Direction: 'x', Plane: 'InPlane', CutPosition: 400 }] });
  expect(saved.slice(0, saved.indexOf('"Slices"'))).toBe(written.slice(0, written.indexOf('"Slices"')));
  await window.waitForTimeout(1500); // the session is kept a second after the last change
  await window.reload();
  await expect(window.getByRole('heading', { name: 'cal.json' })).toBeVisible();
  await expect(text(window)).toHaveValue(saved);
});

test('F108: masks and folders are chosen by keyboard, and written from the folder of the file', async ({
  window,
  server,
}) => {
  const mask = Buffer.alloc(1024 + 4 * 1 * 10); // Fit2D, 20 × 10, the lowest four rows masked: they come first
  [0x4d, 0x41, 0x53, 0x4b].forEach((letter, index) => mask.writeInt32LE(letter, 4 * index));
  [20, 10, 1].forEach((value, index) => mask.writeInt32LE(value, 16 + 4 * index));
  mask.fill(0xff, 1024, 1024 + 4 * 4);
  await mkdir(join(server.folder, 'masks'));
  await mkdir(join(server.folder, 'night'));
  await writeFile(join(server.folder, 'masks', 'low.msk'), mask);
  await runCommand(window, 'New: SAXSdog calibration');
  await window.keyboard.press('Control+Shift+s');
  const dialog = window.getByRole('dialog');
  await dialog.getByRole('textbox').first().fill('new.saxsconf');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(dialog).toBeHidden();

  await line(window, '/Masks').locator('.text').click();
  await window.keyboard.press('ArrowDown');
  await window.keyboard.press('ArrowDown');
  await expect(line(window, '/Masks/0/MaskFile')).toBeFocused();
  await window.keyboard.press('F4');
  await expect(dialog).toContainText('Choose Masks[0].MaskFile');
  await window.keyboard.type('masks');
  await window.keyboard.press('Enter');
  await expect(dialog.getByText('low.msk')).toBeVisible();
  await window.keyboard.type('low');
  await expect(dialog.getByRole('img', { name: /^Mask low\.msk, 10 × 20, 40\.0 % masked/ })).toBeVisible();
  await window.keyboard.press('Enter');
  await expect(field(window, '/Masks/0/MaskFile')).toHaveValue('masks/low.msk');
  await expect(window.getByRole('img', { name: /low\.msk, 10 × 20, 40\.0 % masked/ })).toBeVisible();
  const [upper, lower] = await edges(preview(window));
  expect(upper > 200 && lower < 60).toBe(true);
  await expect(line(window, '/Masks/0/MaskFile')).toContainText('low.msk has 10 × 20 pixels');

  await line(window, '/Masks/0/MaskFile').press('End');
  await line(window, '/Directory').locator('.text').click();
  await window.keyboard.press('F4');
  await expect(dialog).toContainText('Choose Directory');
  await window.keyboard.type('night');
  await window.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Use this folder' }).press('Enter');
  await expect(text(window)).toHaveValue(/"Directory": \[\s*"night"\s*\]/);
  await window.keyboard.press('Control+z');
  await expect(text(window)).toHaveValue(/"Directory": \[\s*"\."\s*\]/);
});

test('F107: every editor of a tree is reached and used by keyboard', async ({ window, server }) => {
  await writeFile(join(server.folder, 'controller.schema.json'), JSON.stringify(motorSchema));
  await dropFiles(window, join(server.folder, 'controller.schema.json'));
  await line(window, '/name').locator('.text').click();
  const seen: string[] = [];
  for (;;) {
    const active = tree(window).locator('[data-row]:focus');
    const id = await active.getAttribute('data-row');
    if (seen.at(-1) === id) break; // the last line
    seen.push(id!);
    if ((await field(window, id!).count()) > 0) {
      await window.keyboard.press('Enter');
      await expect(field(window, id!)).toBeFocused();
      await window.keyboard.press('Escape');
    }
    await expect(line(window, id!)).toBeFocused();
    await window.keyboard.press('ArrowDown');
  }
  expect(seen.length).toBe(Number(await tree(window).getAttribute('aria-rowcount')) - 1);

  const go = async (id: string): Promise<void> => {
    await window.keyboard.press('Home');
    for (let i = 0; i < seen.length && !(await line(window, id).evaluate((e) => e === document.activeElement)); i++)
      await window.keyboard.press('ArrowDown');
  };
  await go('/bus'); // another form of a group
  await window.keyboard.press('Enter');
  await window.keyboard.press('ArrowDown');
  await window.keyboard.press('Escape');
  await expect(text(window)).toHaveValue(/"kind": "serial"/);
  await go('/bus/baud'); // one of a few
  const baud = await field(window, '/bus/baud').inputValue();
  await window.keyboard.press('Enter');
  await window.keyboard.press('ArrowUp');
  await window.keyboard.press('Escape');
  expect(await field(window, '/bus/baud').inputValue()).not.toBe(baud);
  await go('/axes/0/stepsPerRevolution'); // a number by its arrows; ten at a time with Shift
  await window.keyboard.press('Enter');
  await window.keyboard.press('ArrowUp');
  await window.keyboard.press('Shift+ArrowUp');
  await window.keyboard.press('Escape');
  await expect(text(window)).toHaveValue(/"stepsPerRevolution": 211/);
  await go('/brake'); // a part that could be there
  await window.keyboard.press('Space');
  await expect(text(window)).toHaveValue(/"brake": \{/);
  await window.keyboard.press('Delete');
  await expect(text(window)).not.toHaveValue(/"brake"/);
});

test('F107 F125: servers and merges are edited in the same tree, and Help lists the fields of every file', async ({
  window,
  server,
}) => {
  await runCommand(window, 'New: SAXSdog network');
  await expect(window.getByText('fits its schema')).toBeVisible();
  await line(window, '/0').locator('.text').click();
  await window.keyboard.press('Insert');
  await expect(line(window, '/1')).toBeFocused();
  await expect(line(window, '/1/Secret')).toContainText('It must not be empty.');
  await window.keyboard.press('Delete');
  await expect(line(window, '/1')).toHaveCount(0);
  await window.keyboard.press('Control+s');
  const dialog = window.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(dialog).toBeHidden();
  const saved = JSON.parse(await readFile(join(server.folder, '.saxsdognetwork'), 'utf8')) as { Secret: string }[];
  expect(saved).toMatchObject([{ Server: 'tcp://localhost:9723', Feeder: 'tcp://localhost:9823', Name: 'Queue1' }]);
  expect(saved[0]!.Secret).toMatch(/^[0-9a-f]{32}$/);

  await runCommand(window, 'New: SAXSdog merge');
  await expect(line(window, '/LogDataTables/0/TimeEpoch').getByRole('combobox')).toHaveValue('Mac');
  await expect(line(window, '/TimeOffset').locator('.unit')).toHaveText('s');

  await runCommand(window, 'Fields of the files');
  await expect(dialog.getByRole('searchbox')).toBeFocused();
  await window.keyboard.type('clock');
  await expect(dialog.getByRole('region', { name: 'Fields of the schema' })).toContainText(
    'LogDataTables[].TimeOffset',
  );
  await dialog.getByRole('combobox', { name: 'Kind of file' }).selectOption({ label: 'SAXSdog calibration' });
  await dialog.getByRole('searchbox').fill('tiltangle');
  const found = dialog.getByRole('region', { name: 'Fields of the schema' });
  await expect(found).toContainText('Geometry.Tilt.TiltAngleDeg');
  await expect(found).toContainText('number, deg');
  await expect(found).toContainText('Default: 0');
  await window.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});
