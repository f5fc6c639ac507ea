import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { annulus, dropFiles, expect, patternPlot, test } from './annulus-fixtures.ts';

test.use({ workspace: 'Batch', viewport: { width: 1366, height: 768 } });

test('F021: a series beside an earlier run: trend, pattern, difference and ratio, kept in the session', async ({
  window,
  server,
}) => {
  const series = join(server.folder, 'series');
  const poni = join(server.folder, 'CeO2.poni');
  const image = await readFile(join(series, 'scan_2.tif'));
  for (let i = 3; i < 8; i++) await writeFile(join(series, `scan_${i}.tif`), image);
  // The earlier run has twice the intensity, and in one table.
  const earlier = join(server.folder, 'earlier');
  await mkdir(earlier);
  const half = ['--poni', poni, '--npt', '1000', '--normalization', '0.5'];
  await annulus('integrate', series, ...half, '--table', 'csv', '--out', earlier);

  await dropFiles(window, poni);
  await window.getByRole('button', { name: 'Add a folder' }).click();
  const dialog = window.getByRole('dialog');
  await dialog.getByRole('option', { name: /series/ }).dblclick();
  await dialog.getByRole('button', { name: /Choose|Use|Open/ }).click();
  await dropFiles(window, join(series, 'scan_2.tif'));
  await expect(patternPlot(window)).toBeVisible();
  await window.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(window.getByRole('region', { name: 'Run' }).getByText('7 of 7 · done')).toBeVisible();

  const results = window.getByRole('region', { name: 'Results of the batch' });
  await results.getByRole('button', { name: 'Compare with the results in a folder' }).click();
  await dialog.getByRole('button', { name: 'beamtime' }).click();
  await dialog.getByRole('option', { name: /earlier/ }).dblclick();
  await dialog.getByRole('button', { name: /Choose|Use|Open/ }).click();
  await expect(results.getByText('7 of 7 frames, paired by the names of their results')).toBeVisible();
  await window.keyboard.press('Alt+s');
  await expect(window.getByRole('application', { name: /^Series: difference of 7 frames/ })).toBeVisible();
  await expect(window.getByText('This run minus earlier')).toBeVisible();
  await results.getByLabel('Heat map shows', { exact: true }).selectOption('ratio');
  const ratio = window.getByRole('application', { name: /^Series: ratio of 7 frames/ });
  await expect(ratio).toBeVisible();
  await ratio.hover({ position: { x: 300, y: 100 } });
  await expect(window.locator('.status-line')).toContainText(/0[.,]50?0*/); // half as much, in every bin
  // A click shows the frame, and what the earlier run has for it over its pattern.
  await ratio.click({ position: { x: 300, y: 100 } });
  await patternPlot(window).hover();
  await expect(window.locator('.pattern-pane, .plot-frame').first()).toContainText(/scan_\d+ of earlier/);
  await window.screenshot({ path: 'test-results/batch-compare-dark.png' });

  await window.keyboard.press('Control+z');
  await window.reload();
  // What it is compared with belongs to the session: the earlier run is read again. The run itself goes on in the host.
  await expect(results.getByLabel('Heat map shows', { exact: true })).toHaveValue('difference');
  await expect(results.getByText('7 of 7 frames, paired by the names of their results')).toBeVisible();
  await results.getByLabel('Compare with', { exact: true }).selectOption('nothing');
  await expect(results.getByLabel('Heat map shows', { exact: true })).toHaveCount(0);
});
