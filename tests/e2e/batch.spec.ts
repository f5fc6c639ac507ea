import { cp, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dropFiles, expect, imageView, patternPlot, test } from './annulus-fixtures.ts';

test.use({ workspace: 'Batch' });

test('a folder with a broken frame is integrated, paused, gone on with, looked at and retried', async ({
  window,
  server,
}) => {
  const series = join(server.folder, 'series');
  const image = await readFile(join(series, 'scan_2.tif'));
  for (let i = 11; i < 26; i++) await writeFile(join(series, `scan_${i}.tif`), image);
  await writeFile(join(series, 'scan_17.tif'), image.subarray(0, image.length / 2));

  await dropFiles(window, join(server.folder, 'CeO2.poni'));
  await window.getByRole('button', { name: 'Add a folder' }).click();
  const dialog = window.getByRole('dialog');
  await dialog.getByRole('option', { name: /series/ }).dblclick();
  await dialog.getByRole('button', { name: /Choose|Use|Open/ }).click();
  await expect(window.getByRole('list', { name: 'Files and folders of the batch' })).toContainText('series');
  // Nothing is open yet: the batch says what it needs.
  await expect(window.getByText(/Open one of the images/)).toBeVisible();
  await dropFiles(window, join(series, 'scan_2.tif'));
  await expect(patternPlot(window)).toBeVisible();
  await expect(window.getByRole('region', { name: 'Files' })).toContainText('17 frames');

  // What will be written is named beforehand, a table of all frames too.
  await window.getByRole('group', { name: 'Formats of one table' }).getByRole('checkbox', { name: 'csv' }).click();
  await window.getByText(/^18 results: scan_2\.xy/).click();
  await expect(window.getByRole('list', { name: 'Results of the batch' })).toContainText('annulus-table.csv');

  await window.getByRole('button', { name: 'Start', exact: true }).click();
  const runCard = window.getByRole('region', { name: 'Run' });
  const pause = runCard.getByRole('button', { name: 'Pause' });
  const goOn = runCard.getByRole('button', { name: 'Go on' });
  await expect(pause.or(runCard.getByText(/done/)).first()).toBeVisible();
  if (await pause.isVisible()) {
    await pause.click();
    await expect(goOn.or(runCard.getByText(/done$/)).first()).toBeVisible();
    if (await goOn.isVisible()) await goOn.click();
  }
  await expect(runCard.getByText('17 of 17 · 1 failed · done')).toBeVisible();

  const frames = window.getByRole('listbox', { name: 'Frames of the batch' });
  await window.getByLabel('Frames listed').selectOption('failed');
  await expect(frames.getByRole('option')).toHaveCount(1);
  await expect(frames.getByRole('option')).toContainText('scan_17.tif');
  const results = (await readdir(join(server.folder, 'integrated'))).filter((name) => name.endsWith('.xy'));
  expect(results).toHaveLength(16);
  const [first, second] = await Promise.all(
    results.slice(0, 2).map((name) => readFile(join(server.folder, 'integrated', name), 'utf8')),
  );
  expect(first).toBe(second); // the same image, so the same bytes

  await cp(join(series, 'scan_2.tif'), join(series, 'scan_17.tif'));
  await runCard.getByRole('button', { name: 'Retry failed' }).click();
  await expect(runCard.getByText('17 of 17 · done')).toBeVisible();

  const table = await readFile(join(server.folder, 'integrated', 'annulus-table.csv'), 'utf8');
  expect(table.split('\n')[0]!.split(',')).toHaveLength(1 + 17); // with the frame that was mended
  const recipe = JSON.parse(await readFile(join(server.folder, 'integrated', 'annulus-recipe.json'), 'utf8')) as object;
  expect(recipe).toMatchObject({ command: 'integrate', formats: ['xy'], tables: ['csv'] });

  await window.getByLabel('Frames listed').selectOption('all');
  await frames.focus();
  await window.keyboard.press('End');
  await window.keyboard.press('Enter');
  await expect(imageView(window)).toBeVisible();
  await expect(window.locator('.status-line')).toContainText('scan_25.tif');

  await window.keyboard.press('Alt+s');
  const series2 = window.getByRole('application', { name: /^Series: patterns of 17 frames/ });
  await expect(series2).toBeVisible();
  await series2.click({ position: { x: 300, y: 60 } });
  await expect(window.locator('.status-line')).toContainText(/scan_\d+\.tif/);
  await window.getByRole('tab', { name: 'Map' }).click();
  await expect(window.getByRole('application', { name: /^Map: / })).toBeVisible();
  await window.getByRole('tab', { name: 'Waterfall' }).click();
  const waterfall = window.getByRole('application', { name: /^Waterfall of the series/ });
  await expect(waterfall).toBeVisible();
  // A window dragged on the patterns: the values of the map follow.
  await window.getByRole('button', { name: 'Drag the window on the pattern' }).click();
  const plot = (await waterfall.boundingBox())!;
  await window.mouse.move(plot.x + 0.4 * plot.width, plot.y + plot.height / 2);
  await window.mouse.down();
  await window.mouse.move(plot.x + 0.6 * plot.width, plot.y + plot.height / 2, { steps: 4 });
  await window.mouse.up();
  await expect(window.getByRole('spinbutton', { name: 'Window from' })).not.toHaveValue('');
  await window.screenshot({ path: 'test-results/batch-window.png' });
  await window.getByRole('tab', { name: 'Trend' }).click();
  await expect(window.getByRole('application', { name: /Mean in the window/ })).toBeVisible();
});
