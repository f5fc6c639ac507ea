import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { annulus, dropFiles, expect, imageView, patternPlot, PONI, test } from './annulus-fixtures.ts';

test('a file that is none of the known ones is named, and nothing else changes', async ({ window, server }) => {
  await dropFiles(window, join(server.folder, 'notes.txt'));
  await expect(window.getByRole('alert').filter({ hasText: 'notes.txt' })).toBeVisible();
  await expect(window.getByText('Drop a detector image here')).toBeVisible();
});

test('a broken image is refused in one sentence and the one on screen stays', async ({ window, server }) => {
  await dropFiles(window, join(server.folder, 'CeO2.tif'));
  await expect(imageView(window)).toBeVisible();
  await dropFiles(window, join(server.folder, 'broken.tif'));
  await expect(window.getByRole('alert').filter({ hasText: 'broken.tif' })).toBeVisible();
  await expect(imageView(window)).toBeVisible();
});

test('without a calibration the pattern says what is missing and offers it', async ({ window, server }) => {
  await dropFiles(window, join(server.folder, 'CeO2.tif'));
  await expect(window.getByText('This image has no calibration yet.')).toBeVisible();
  await window.getByRole('region', { name: 'Pattern' }).getByRole('button', { name: 'Enter by hand' }).click();
  await expect(patternPlot(window)).toBeVisible();
  await expect(window.getByRole('img', { name: 'default, confirmed by nobody' }).first()).toBeVisible();
});

test('a unit that needs the wavelength says so where the pattern stands, and a wavelength mends it', async ({
  window,
  server,
}) => {
  await writeFile(join(server.folder, 'no-wavelength.poni'), PONI.replace(/Wavelength.*\n/, ''));
  // npy has no header that could tell the wavelength.
  await annulus('convert', join(server.folder, 'CeO2.tif'), join(server.folder, 'CeO2.npy'));
  await dropFiles(window, join(server.folder, 'CeO2.npy'), join(server.folder, 'no-wavelength.poni'));
  await expect(patternPlot(window)).toBeVisible();
  await window.getByLabel('Unit', { exact: true }).selectOption('q_nm^-1');
  const alert = window.getByRole('region', { name: 'Pattern', exact: true }).getByRole('alert');
  await expect(alert).toContainText('wavelength');
  const wavelength = window.getByRole('spinbutton', { name: 'Wavelength, Å' });
  await wavelength.fill('0.4066');
  await wavelength.press('Enter');
  await expect(alert).toBeHidden();
  await expect(patternPlot(window)).toHaveAccessibleName(/over Scattering vector q/);
});

test('a value that makes no sense is refused beside its field', async ({ window }) => {
  const bins = window.getByRole('spinbutton', { name: 'Bins' });
  await bins.fill('many');
  await bins.press('Enter');
  await expect(window.getByText('"many" is not a number.')).toBeVisible();
  await bins.press('Escape');
  await expect(bins).toHaveValue('1000');
});

test('a calibration of another detector is refused where the pattern would stand', async ({ window, server }) => {
  await writeFile(join(server.folder, 'eiger.poni'), PONI.replace('Pilatus1M', 'Eiger4M'));
  await dropFiles(window, join(server.folder, 'CeO2.tif'), join(server.folder, 'eiger.poni'));
  const alert = window.getByRole('region', { name: 'Pattern', exact: true }).getByRole('alert');
  await expect(alert).toContainText('1043 × 981');
});
