import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dropFiles, expect, imageView, patternPlot, test } from './annulus-fixtures.ts';
import type { Page } from '@playwright/test';

async function openFromRoot(window: Page, ...names: string[]): Promise<void> {
  await window.keyboard.press('Control+o');
  const dialog = window.getByRole('dialog', { name: 'Open image, calibration, mask or session' });
  for (const name of names)
    await dialog.getByRole('option', { name: new RegExp(`^${name}`) }).click({ modifiers: ['Control'] });
  await dialog.getByRole('button', { name: /^Open/ }).click();
  await expect(patternPlot(window)).toBeVisible();
}

test('a reload brings back image, calibration, settings and view', async ({ window }) => {
  await openFromRoot(window, 'CeO2.tif', 'CeO2.poni');
  const bins = window.getByRole('spinbutton', { name: 'Bins' });
  await bins.fill('640');
  await bins.press('Enter');
  await window.getByLabel('Calibrant', { exact: true }).selectOption('CeO2');
  await window.getByLabel('Intensity scale of the pattern').selectOption('sqrt');
  await expect(window.getByText('640 bins')).toBeVisible();
  await window.reload();
  await expect(imageView(window)).toBeVisible();
  await expect(window.getByText('640 bins')).toBeVisible();
  await expect(window.getByLabel('Calibrant', { exact: true })).toHaveValue('CeO2');
  await expect(window.getByLabel('Intensity scale of the pattern')).toHaveValue('sqrt');
  await expect(window.getByRole('spinbutton', { name: 'PONI 1, mm' })).toHaveValue('71.234568');
});

test('dropped files survive a reload too', async ({ window, server }) => {
  await dropFiles(window, join(server.folder, 'CeO2.tif'), join(server.folder, 'CeO2.poni'));
  await expect(patternPlot(window)).toBeVisible();
  await window.reload();
  await expect(imageView(window)).toBeVisible();
  await expect(patternPlot(window)).toBeVisible();
});

test('what cannot be restored is said, and the rest comes back', async ({ window, server }) => {
  await openFromRoot(window, 'CeO2.tif', 'CeO2.poni');
  await window.waitForTimeout(1500); // the session is saved a second after the last change
  await rm(join(server.folder, 'CeO2.tif'));
  await window.reload();
  await expect(window.getByText('The last session was restored, but for one file:')).toBeVisible();
  await expect(window.getByText(/^Image CeO2\.tif:/)).toBeVisible();
  await expect(window.getByRole('spinbutton', { name: 'PONI 1, mm' })).toHaveValue('71.234568');
});

test('work goes on when the server was restarted under the window', async ({ window, server }) => {
  await openFromRoot(window, 'CeO2.tif', 'CeO2.poni');
  await server.stop();
  await expect(window.getByText('Connection lost, trying again…')).toBeVisible();
  await server.restart();
  await expect(window.getByRole('status').getByText('Connected')).toBeVisible();
  const bins = window.getByRole('spinbutton', { name: 'Bins' });
  await bins.fill('321');
  await bins.press('Enter');
  await expect(window.getByText('321 bins')).toBeVisible();
});

test('theme, text size and panes stay as they were set', async ({ window }) => {
  await window.getByRole('button', { name: 'Use the light theme' }).click();
  await expect(window.locator('html')).toHaveAttribute('data-theme', 'light');
  await window.keyboard.press('Alt+.');
  const handle = window.getByRole('separator', { name: 'Image and pattern' });
  await handle.focus();
  const before = Number(await handle.getAttribute('aria-valuenow'));
  for (let i = 0; i < 5; i++) await window.keyboard.press('ArrowRight');
  const after = Number(await handle.getAttribute('aria-valuenow'));
  expect(after).toBe(before + 10);
  await window.waitForTimeout(1200); // preferences are saved a moment after the last change
  await window.reload();
  await expect(window.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(handle).toHaveAttribute('aria-valuenow', String(after));
  expect(await window.evaluate(() => document.documentElement.style.getPropertyValue('--font-scale'))).toBe('1.15');
});

test('a session file dropped on the window is gone on with', async ({ window, server }) => {
  await openFromRoot(window, 'CeO2.tif', 'CeO2.poni');
  const bins = window.getByRole('spinbutton', { name: 'Bins' });
  await bins.fill('777');
  await bins.press('Enter');
  await expect(window.getByText('777 bins')).toBeVisible();
  await window.keyboard.press('Control+k');
  await window.keyboard.type('save session');
  const downloading = window.waitForEvent('download');
  await window.keyboard.press('Enter');
  const download = await downloading;
  const file = join(server.folder, download.suggestedFilename());
  await download.saveAs(file);

  await window.keyboard.press('Control+k');
  await window.keyboard.type('new session');
  await window.keyboard.press('Enter');
  await expect(window.getByText('Drop a detector image here')).toBeVisible();
  await dropFiles(window, file);
  await expect(window.getByText('777 bins')).toBeVisible();
});

test('a session file opens from the list of files too, and the work before it comes back on demand', async ({
  window,
  server,
}) => {
  await openFromRoot(window, 'CeO2.tif', 'CeO2.poni');
  const bins = window.getByRole('spinbutton', { name: 'Bins' });
  await bins.fill('777');
  await bins.press('Enter');
  await expect(window.getByText('777 bins')).toBeVisible();
  const downloading = window.waitForEvent('download');
  await window.keyboard.press('Control+k');
  await window.keyboard.type('save session');
  await window.keyboard.press('Enter');
  await (await downloading).saveAs(join(server.folder, 'night.session.json'));
  await bins.fill('333');
  await bins.press('Enter');
  await expect(window.getByText('333 bins')).toBeVisible();

  await openFromRoot(window, 'night.session.json');
  await expect(window.getByText('777 bins')).toBeVisible();
  await window.getByRole('button', { name: 'Go back' }).click();
  await expect(window.getByText('333 bins')).toBeVisible();
});

test('a session file that is none is refused in a sentence, and the work stays', async ({ window, server }) => {
  await openFromRoot(window, 'CeO2.tif', 'CeO2.poni');
  await writeFile(join(server.folder, 'odd.session.json'), '{"workspace": "integration", "savedAt": "", "version": 7}');
  await openFromRoot(window, 'odd.session.json');
  await expect(
    window.getByText('odd.session.json is a session of version 7, this program reads version 1.'),
  ).toBeVisible();
  await expect(patternPlot(window)).toBeVisible();
});
