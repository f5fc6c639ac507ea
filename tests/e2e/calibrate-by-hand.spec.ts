import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sharedFolder } from '../shared-folder.ts';
import type { Page } from '@playwright/test';
import { annulus, dropFiles, expect, imageView, patternPlot, test } from './annulus-fixtures.ts';
import {
  clickRing,
  countPresses,
  panel,
  PILATUS_1M,
  pointCount,
  SIMULATED,
  tools,
  typeInto,
  verdict,
  type KnownRings,
} from './calibrate-panel.ts';

test.use({ workspace: 'Calibrate' });

const real = sharedFolder === undefined ? '' : join(sharedFolder, 'data', 'dioptas', 'CeO2_Pilatus1M.tif');

/** Of its calibration by Dioptas, which has the rows reversed: Fit2D centre, and 208.69 mm · tan 2θ in pixels of 172 µm. */
const REAL: KnownRings = { centre: { x: 487.3, y: 530.5 }, radii: [159.2, 184.2], shape: PILATUS_1M };

async function chooseCeria(window: Page): Promise<number> {
  await window.getByLabel('Calibrant of the image').selectOption('CeO2');
  return 2; // open the list, choose; the list of a browser is not on the page
}

/** Two rings; the program says the number of the second. */
async function pickTwoRings(window: Page, rings: KnownRings, angle: number): Promise<void> {
  await clickRing(window, rings, 0, angle);
  await expect(pointCount(window)).toHaveText(/^\d\d+ points$/);
  const first = Number.parseInt(await pointCount(window).innerText(), 10);
  await clickRing(window, rings, 1, angle);
  await expect(async () => {
    expect(Number.parseInt(await pointCount(window).innerText(), 10)).toBeGreaterThan(first + 20);
  }).toPass();
  await window.getByRole('tab', { name: 'Points' }).click();
  await expect(window.getByLabel('Ring of group 2')).toHaveValue('2');
}

test('a wavelength in the header: five clicks by hand make a good calibration, in one step that is taken back', async ({
  window,
  server,
}) => {
  await dropFiles(window, join(server.folder, 'CeO2.tif'));
  await expect(imageView(window)).toBeVisible();
  const presses = await countPresses(window);
  const inList = await chooseCeria(window); // 1 and 2
  await pickTwoRings(window, SIMULATED, 100); // 3 and 4, and one on the tab to look at the numbers
  await tools(window).getByRole('button', { name: 'Refine' }).click(); // 5
  await expect(verdict(window)).toContainText('Good', { timeout: 60_000 });
  expect((await presses()) + inList - 1).toBe(5);
  await expect(window.getByRole('cell', { name: 'extracted' }).nth(8)).toBeVisible();
  await window.getByRole('tab', { name: 'Geometry' }).click();
  // The truth is 200 mm; ten times the uncertainty shown.
  const distance = Number(await window.getByLabel('Distance, mm', { exact: true }).inputValue());
  expect(Math.abs(distance - 200)).toBeLessThan(0.01);

  await window.keyboard.press('Control+z');
  await expect(window.getByText('This image has no calibration yet.')).toBeVisible();
  await window.getByRole('tab', { name: 'Points' }).click();
  await expect(window.getByLabel(/^Ring of group/)).toHaveCount(2);
});

/** 750 mm · tan 2θ of the first four rings of ceria at 0.12423 Å, in pixels of 172 µm. */
const DIOPTAS: KnownRings = {
  centre: { x: 512.3, y: 488.7 },
  radii: [173.5, 200.4, 283.6, 332.7],
  shape: { rows: 1000, columns: 1000 },
};
const DEAD = 150;

test('F001 F002 F003 F004 F005 F006 F007 F009 F010: the steps of a calibration in Dioptas, one after the other', async ({
  window,
  server,
}) => {
  test.slow(); // some thirty steps
  const { rows, columns } = DIOPTAS.shape;
  await annulus(
    ...['simulate', '--calibrant', 'CeO2', '--shape', `${rows},${columns}`, '--pixel-size', '172', '--distance', '750'],
    ...['--wavelength', '0.12423', '--centre', `${DIOPTAS.centre.x},${DIOPTAS.centre.y}`, '--dead-pixels', `${DEAD}`],
    ...['--out', join(server.folder, 'dioptas.npy')],
  );
  const calibrate = panel(window);
  const tab = (name: string) => window.getByRole('tab', { name, exact: true });

  // 1. Load File
  await dropFiles(window, join(server.folder, 'dioptas.npy'));
  await expect(imageView(window)).toBeVisible();

  // 2. Start values: detector Custom, pixels, distance and wavelength with their boxes, polarization, calibrant
  await expect(window.getByLabel('Detector', { exact: true })).toHaveValue('Detector');
  await typeInto(window.getByLabel('Pixel height, µm'), '172');
  await expect(window.getByLabel('Pixel width, µm')).toHaveValue('172');
  await typeInto(window.getByLabel('Start distance, mm'), '750');
  await expect(window.getByLabel('Refine the distance')).toBeChecked();
  await typeInto(window.getByLabel('Wavelength, Å').first(), '0.12423');
  await expect(window.getByLabel('Refine the wavelength').first()).not.toBeChecked();
  await window.getByLabel('Polarization', { exact: true }).check();
  await typeInto(window.getByLabel('Polarization, factor'), '0.990');
  await chooseCeria(window);

  // 3. Peaks: no automatic increase, automatic search and single peak, clear all, ring numbers
  await tab('Points').click();
  await expect(window.getByLabel('Automatic increase')).not.toBeChecked();
  await expect(tools(window).getByRole('button', { name: /^Grow/ })).toHaveAttribute('aria-pressed', 'true');
  await clickRing(window, DIOPTAS, 0, 100);
  await expect(window.getByLabel(/^Ring of group/)).toHaveCount(1);
  await tools(window)
    .getByRole('button', { name: /^Single/ })
    .click();
  await clickRing(window, DIOPTAS, 0, 200);
  await expect(window.getByLabel('Ring of group 2')).toHaveValue('1'); // two clicks stay on ring 1
  await window.getByRole('button', { name: 'Clear all' }).click();
  await expect(pointCount(window)).toHaveText('');
  await tools(window).getByRole('button', { name: /^Grow/ }).click();
  await clickRing(window, DIOPTAS, 0, 100);
  await expect(window.getByLabel(/^Ring of group/)).toHaveCount(1);
  await tools(window).getByRole('button', { name: 'Next ring' }).click();
  await clickRing(window, DIOPTAS, 1, 100);
  await expect(window.getByLabel('Ring of group 2')).toHaveValue('2');
  await window.getByLabel('Automatic increase').check();
  await tools(window).getByRole('button', { name: 'Next ring' }).click();
  for (const ring of [2, 3]) {
    await clickRing(window, DIOPTAS, ring, 100);
    await expect(window.getByLabel(`Ring of group ${ring + 1}`)).toHaveValue(`${ring + 1}`);
  }
  await expect(window.getByRole('spinbutton', { name: 'Ring number' })).toHaveValue('5');

  // 4. Refinement: automatic, 10 rings, Δ2θ (±), intensity limit
  await expect(window.getByLabel('Add further rings')).toBeChecked();
  await typeInto(calibrate.getByLabel('Number of rings'), '10');
  await typeInto(calibrate.getByLabel('Search width, px'), '5');
  await typeInto(calibrate.getByLabel('Upper intensity limit'), '55000');
  await tab('Geometry').click();
  for (const name of ['Distance', 'PONI 1', 'PONI 2', 'Rotation 1', 'Rotation 2'])
    await expect(window.getByLabel(`Refine ${name}`, { exact: true })).toBeChecked();

  // 5. Mask: below 1, filled or transparent; used
  await window.getByRole('navigation', { name: 'Workspaces' }).getByRole('button', { name: 'Mask' }).click();
  await window.getByRole('button', { name: 'Below', exact: true }).click();
  await expect(window.getByText(`${DEAD} px masked`)).toBeVisible();
  await window.keyboard.press('Alt+f');
  await window.keyboard.press('Alt+f');
  await window.getByRole('navigation', { name: 'Workspaces' }).getByRole('button', { name: 'Calibrate' }).click();
  await expect(calibrate.getByLabel('Use the mask')).toBeChecked();

  // 6. Calibrate
  await tools(window).getByRole('button', { name: 'Refine' }).click();
  await expect(verdict(window)).toContainText('Good', { timeout: 60_000 });
  await expect(window.getByLabel('PONI 1, mm', { exact: true })).toBeVisible();
  const distance = window.getByLabel('Distance, mm', { exact: true });
  // The truth is 750 mm; its standard uncertainty is some micrometres.
  expect(Math.abs(Number(await distance.inputValue()) - 750)).toBeLessThan(0.05);
  await tab('Points').click();
  for (const ring of [1, 5, 10])
    await expect(
      window
        .getByRole('row')
        .filter({ hasText: 'extracted' })
        .nth(ring - 1)
        .getByLabel(/^Ring of/),
    ).toHaveValue(`${ring}`);
  await expect(window.getByRole('row').filter({ hasText: 'extracted' })).toHaveCount(10);
  await tab('Cake').click();
  await expect(window.getByRole('application', { name: /^Cake/ })).toBeVisible({ timeout: 30_000 });
  await expect(patternPlot(window)).toBeVisible();
  await tab('Image').click();

  // 7. Save Calibration, and load it again
  await calibrate.getByRole('button', { name: 'Save…' }).click();
  await window.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await expect(window.getByText(/^Saved dioptas\.poni/)).toBeVisible();
  const saved = await readFile(join(server.folder, 'dioptas.poni'), 'utf8');
  expect(Number(/Distance: ([\d.e-]+)/.exec(saved)![1])).toBeCloseTo(0.75, 4);
  await tab('Geometry').click();
  const found = await distance.inputValue();
  await typeInto(distance, '700');
  await expect(distance).toHaveValue('700');
  await dropFiles(window, join(server.folder, 'dioptas.poni'));
  await expect(distance).not.toHaveValue('700');
  await distance.focus();
  expect(Number(await distance.inputValue())).toBeCloseTo(Number(found), 3);
});

test.describe('the real image of ceria', () => {
  test.skip(!existsSync(real), 'the shared folder with real images is not at hand');

  test('becomes a good calibration by hand with six presses of the mouse', async ({ window }) => {
    const presses = await countPresses(window);
    await dropFiles(window, real);
    await expect(imageView(window)).toBeVisible();
    await window.getByLabel('Wavelength, Å').first().click(); // 1, then typed
    await window.keyboard.type('0.4066');
    await window.keyboard.press('Enter');
    const inList = await chooseCeria(window); // 2 and 3
    await pickTwoRings(window, REAL, 60); // 4 and 5, and one on the tab to look at the numbers
    await tools(window).getByRole('button', { name: 'Refine' }).click(); // 6
    await expect(verdict(window)).toContainText('Good', { timeout: 60_000 });
    expect((await presses()) + inList - 1).toBe(6);
    await window.getByRole('tab', { name: 'Geometry' }).click();
    // pyFAI and Dioptas find 208.69 … 208.72 mm along the beam on this image, depending on who picked the points.
    await expect(window.getByText(/^208\.[67]\d\d mm$/)).toBeVisible();
  });
});
