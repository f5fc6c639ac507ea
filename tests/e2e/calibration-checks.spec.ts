import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { dropFiles, expect, imageView, patternPlot, PONI, test } from './annulus-fixtures.ts';

const cakeView = (page: Page): Locator => page.getByRole('application', { name: /^Cake of/ });
const residualMap = (page: Page): Locator => page.getByRole('application', { name: /^Residual map/ });

/** Opens the simulated image with its calibration and calibrates it anew: one button. */
async function calibrate(window: Page, folder: string): Promise<void> {
  await dropFiles(window, join(folder, 'CeO2.tif'), join(folder, 'CeO2.poni'));
  await expect(patternPlot(window)).toBeVisible();
  await window.getByRole('navigation', { name: 'Workspaces' }).getByRole('button', { name: 'Calibrate' }).click();
  await window.getByLabel('Calibrant', { exact: true }).first().selectOption('CeO2');
  await window.getByRole('main').getByRole('button', { name: 'Calibrate', exact: true }).click();
  await window.getByRole('tab', { name: 'Residuals' }).click();
  await expect(residualMap(window)).toBeVisible({ timeout: 60_000 });
}

/** Pixels of the overlay of the image in the accent colour: marks of chosen points. */
async function accentPixels(page: Page): Promise<number> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return imageView(page)
    .locator('canvas')
    .last()
    .evaluate((canvas: HTMLCanvasElement) => {
      const probe = document.createElement('span');
      probe.style.color = 'var(--accent)';
      document.body.append(probe);
      const [red, green, blue] = (getComputedStyle(probe).color.match(/\d+/g) ?? []).map(Number);
      probe.remove();
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4)
        if (data[i] === red && data[i + 1] === green && data[i + 2] === blue && data[i + 3] === 255) count++;
      return count;
    });
}

test('a cell of the residual map shows its points on the image, by mouse and by keyboard', async ({
  window,
  server,
}) => {
  await calibrate(window, server.folder);
  const before = await accentPixels(window);
  const map = residualMap(window);
  const box = (await map.boundingBox())!;
  const readout = window.locator('.residual-map .readout');
  // The first ring is the first row; at −70° no gap of the detector cuts it.
  await map.hover({ position: { x: 0.35 * box.width, y: 8 } });
  await expect(readout).toHaveText(/^Ring 1 \(111\), χ .*: \d+ used.*mean −?0\.\d{3}, rms 0\.\d{3} px$/);
  await map.click({ position: { x: 0.35 * box.width, y: 8 } });
  await expect.poll(() => accentPixels(window)).toBeGreaterThan(before);
  const few = await accentPixels(window);
  await map.click({ position: { x: 0.35 * box.width, y: 8 } });
  await expect.poll(() => accentPixels(window)).toBe(before);

  await window.getByRole('tab', { name: 'Residuals' }).focus();
  // Past the range of the colours and the sectors.
  const isOnMap = (): Promise<boolean> => map.evaluate((element) => element === document.activeElement);
  for (let i = 0; i < 6 && !(await isOnMap()); i++) await window.keyboard.press('Tab');
  await expect(map).toBeFocused(); // where the mouse left it: ring 1, −80…−70°
  await window.keyboard.press('ArrowDown');
  for (let i = 0; i < 6; i++) await window.keyboard.press('ArrowRight');
  await expect(readout).toHaveText(/^Ring 2 \(200\), χ −20…−10°: \d+ used/);
  await window.keyboard.press('Enter');
  await expect.poll(() => accentPixels(window)).toBeGreaterThan(before);

  await window.getByRole('tab', { name: 'Rings', exact: true }).click();
  const table = window.getByRole('table', { name: 'Rings' });
  await table.getByRole('row', { name: /^3 220/ }).click();
  await expect.poll(() => accentPixels(window)).toBeGreaterThan(4 * few);
});

test('the table of rings sorts by every heading and tells what became of a ring', async ({ window, server }) => {
  await calibrate(window, server.folder);
  await window.getByRole('tab', { name: 'Rings', exact: true }).click();
  const table = window.getByRole('table', { name: 'Rings' });
  const firstCell = table.locator('tbody tr').first().locator('td').first();
  await expect(firstCell).toHaveText('1');
  await expect(table.getByRole('row', { name: /^1 111/ })).toContainText('used');
  await table.getByRole('button', { name: '2θ (°)' }).click();
  await table.getByRole('button', { name: '2θ (°)' }).click();
  await expect(table.getByRole('columnheader', { name: '2θ (°)' })).toHaveAttribute('aria-sort', 'descending');
  await expect(firstCell).not.toHaveText('1');
  // Reached and left with the keyboard alone.
  await table.locator('tbody tr').first().focus();
  await window.keyboard.press('End');
  await window.keyboard.press('Enter');
  await expect(table.getByRole('row', { name: /^1 111/ })).toHaveAttribute('aria-selected', 'true');
  await window.keyboard.press('Escape');
  await expect(table.getByRole('row', { name: /^1 111/ })).toHaveAttribute('aria-selected', 'false');
});

test('F023: the cake has straight lines under their hkl, one cursor with image and pattern, and profiles', async ({
  window,
  server,
}) => {
  await dropFiles(window, join(server.folder, 'CeO2.tif'), join(server.folder, 'CeO2.poni'));
  await expect(patternPlot(window)).toBeVisible();
  await window.getByLabel('Calibrant', { exact: true }).first().selectOption('CeO2');
  await window.getByRole('tab', { name: 'Cake' }).click();
  const cake = cakeView(window);
  await expect(cake).toHaveAccessibleName(/360 azimuths over Scattering angle 2θ \(°\), [1-9]\d* calibrant lines/);

  // The line 111 at three azimuths: where intensity peaks, the status line reads the same 2θ. 200 lies further right.
  const box = (await cake.boundingBox())!;
  const angles: number[] = [];
  for (const height of [0.35, 0.5, 0.65]) {
    let best = { intensity: -1, angle: Number.NaN };
    for (let x = 0.25; x < 0.292; x += 2 / box.width) {
      await cake.hover({ position: { x: x * box.width, y: height * box.height } });
      await window.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      const cells = await window.locator('.status-line .cell').allInnerTexts();
      const numberOf = (name: string): number =>
        Number.parseFloat(cells.find((text) => text.startsWith(name))?.slice(name.length) ?? '');
      if (numberOf('I') > best.intensity) best = { intensity: numberOf('I'), angle: numberOf('2θ') };
    }
    angles.push(best.angle);
  }
  // A step of the mouse is 0.15°; the line 111 lies at 7.462°.
  for (const angle of angles) expect(Math.abs(angle - 7.462)).toBeLessThan(0.16);

  await cake.click({ position: { x: 0.5 * box.width, y: 0.5 * box.height } });
  const profile = window.getByRole('region', { name: 'Profile' });
  await expect(profile.getByText(/^χ −?\d+° to −?\d+°$/)).toBeVisible();
  await profile.getByRole('button', { name: 'Over χ' }).click();
  await expect(profile.getByText(/^2θ [\d.]+ to [\d.]+$/)).toBeVisible();
  await profile.getByRole('button', { name: 'All cakes' }).click();
  await cake.hover({ position: { x: 0.5 * box.width, y: 0.2 * box.height } });
  // 72 of the 360, and the one under the cursor.
  await expect(profile.getByRole('application', { name: /^Profile of the cake: .*73 curves$/ })).toBeVisible();
  await window.screenshot({ path: 'test-results/cake-curves.png' });
  await profile.getByRole('button', { name: 'Close the profile' }).click();
  await expect(profile).toBeHidden();

  await window.getByLabel('Axis shown').selectOption('q_nm^-1');
  await expect(cake).toHaveAccessibleName(/over Scattering vector q/);
  await window.getByLabel('Number of cakes', { exact: true }).selectOption({ label: '36 cakes' });
  await expect(cake).toHaveAccessibleName(/: 36 azimuths/);
  await window.keyboard.press('Alt+c');
  await expect(imageView(window)).toBeVisible();
});

test('two calibrations are compared, parameter by parameter and over the detector', async ({ window, server }) => {
  // PONI 1 moved by 0.172 mm, one pixel.
  await writeFile(join(server.folder, 'moved.poni'), PONI.replace('0.0712345678912', '0.0714065678912'));
  await calibrate(window, server.folder);
  await window.getByRole('tab', { name: 'Compare' }).click();
  await window.getByRole('button', { name: 'Open file…' }).click();
  const dialog = window.getByRole('dialog', { name: 'Calibration to compare with' });
  await dialog.getByRole('option', { name: /moved\.poni/ }).dblclick();
  const table = window.getByRole('table', { name: 'Parameters of the two calibrations' });
  await expect(table.getByRole('row', { name: /^Centre y/ })).toContainText(/\+(1|0\.9\d+|1\.0\d*)/);
  // The calibration found is good to a micrometre, the file says nothing: the difference is hundreds of σ.
  await expect(
    table
      .getByRole('row', { name: /^PONI 1/ })
      .getByRole('cell')
      .last(),
  ).toHaveText(/^\d{2,}/);
  await expect(window.getByRole('img', { name: /^Displacement of the rings/ })).toHaveAccessibleName(
    /at most (1|0\.9\d*|1\.\d*) pixels/,
  );
});

test('patterns of four directions agree for a right calibration', async ({ window, server }) => {
  await calibrate(window, server.folder);
  await window.getByRole('tab', { name: 'Directions' }).click();
  await expect(window.getByRole('application', { name: /^Patterns of four directions/ })).toHaveAccessibleName(
    /4 curves/,
  );
  await window.getByLabel('Ring to look at').selectOption({ label: 'All rings' });
  await expect(window.getByRole('list', { name: 'Directions' }).getByRole('listitem')).toHaveText([
    'Right',
    'Bottom',
    'Left',
    'Top',
  ]);
});
