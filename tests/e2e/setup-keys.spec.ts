import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { newSaxsdogCalibration } from '../../src-shared/format/saxsdog-calibration-file.ts';
import { expect, test } from './annulus-fixtures.ts';

test.use({ workspace: 'Setup', viewport: { width: 1366, height: 768 } });

const line = (window: Page, id: string): Locator => window.getByRole('treegrid').locator(`[data-row="${id}"]`);

test('F107: every editor of a calibration works by keyboard alone', async ({ window, server }) => {
  const calibration = newSaxsdogCalibration();
  calibration.Slices = [{ Direction: 'x', Plane: 'InPlane', CutPosition: 500 }];
  await writeFile(join(server.folder, 'keys.json'), `${JSON.stringify(calibration, null, 4)}\n`);
  await window.getByRole('button', { name: 'Open a file to edit' }).click();
  await window.getByRole('dialog').getByText('keys.json').first().dblclick();
  await line(window, '/Title').locator('.text').click(); // the last use of the mouse
  const { keyboard } = window;
  const text = window.getByRole('textbox', { name: /^Text of/ });
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await keyboard.press(key);
  };
  const goTo = async (id: string): Promise<void> => {
    await press('Home');
    for (let i = 0; i < 60; i++) {
      if ((await window.evaluate(() => document.activeElement?.getAttribute('data-row'))) === id) return;
      await press('ArrowDown');
    }
    throw new Error(`no line ${id}`);
  };

  await press('Enter'); // text
  await keyboard.type('by keyboard');
  await press('Enter');
  await expect(text).toHaveValue(/"Title": "by keyboard"/);

  await goTo('/Masks/0/Oversampling'); // whole number, by arrows
  await press('Enter', 'ArrowUp', 'ArrowUp', 'Enter');
  await expect(text).toHaveValue(/"Oversampling": 5/);

  await goTo('/Masks/0/Phi-mode'); // switch
  await press('Space');
  await expect(text).toHaveValue(/"Phi-mode": true/);
  await press('Space');
  await expect(text).toHaveValue(/"Phi-mode": false/);

  await goTo('/Slices/0/Direction'); // one of a list; Escape goes back to the line
  await press('Enter', 'y', 'Escape');
  await expect(text).toHaveValue(/"Direction": "y"/);
  await expect(line(window, '/Slices/0/Direction')).toBeFocused();

  await goTo('/PolarizationCorrection'); // a part that is there or not
  await press('Space');
  await expect(text).toHaveValue(/"Fraction": 0\.95/);
  await press('Delete');
  await expect(text).not.toHaveValue(/"Fraction"/);

  await goTo('/Masks/0'); // lists: one more, its place, one less, and back again
  await press('ArrowUp', 'Insert', 'Alt+ArrowUp', 'Delete');
  await expect(line(window, '/Masks/1')).toHaveCount(0);
  await press('Control+z');
  await expect(line(window, '/Masks/1')).toHaveCount(1);
  await press('Control+z', 'Control+z');
  await expect(line(window, '/Masks/1')).toHaveCount(0);

  for (const id of ['/Masks/0/MaskFile', '/Directory']) {
    await goTo(id); // file and folder
    await press('F4');
    await expect(window.getByRole('dialog')).toBeVisible();
    await press('Escape');
    await expect(window.getByRole('dialog')).toHaveCount(0);
    await expect(line(window, id)).toBeFocused();
  }
});
