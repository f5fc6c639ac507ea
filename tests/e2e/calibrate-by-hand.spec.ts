import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sharedFolder } from '../shared-folder.ts';
import type { Page } from '@playwright/test';
import { dropFiles, expect, imageView, test } from './annulus-fixtures.ts';
import { SIMULATED, clickRing, countPresses, pointCount, tools, verdict, type KnownRings } from './calibrate-panel.ts';

test.use({ workspace: 'Calibrate' });

const real = sharedFolder === undefined ? '' : join(sharedFolder, 'data', 'dioptas', 'CeO2_Pilatus1M.tif');

/** Of its calibration by Dioptas, which has the rows reversed: Fit2D centre, and 208.69 mm · tan 2θ in pixels of 172 µm. */
const REAL: KnownRings = { centre: { x: 487.3, y: 530.5 }, radii: [159.2, 184.2] };

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
