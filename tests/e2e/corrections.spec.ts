import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dropFiles, expect, patternPlot, test } from './annulus-fixtures.ts';

test('corrections act in a list with switches, filters clip spots, and the image is seen as corrected', async ({
  window,
  server,
}) => {
  await writeFile(join(server.folder, 'monitor.csv'), 'file,I0\nCeO2.tif,4\n');
  await dropFiles(window, join(server.folder, 'CeO2.tif'), join(server.folder, 'CeO2.poni'));
  await expect(patternPlot(window)).toBeVisible();
  const chain = window.getByRole('region', { name: 'Corrections' });
  await expect(chain.getByRole('listitem')).toHaveCount(10);
  await expect(chain.getByText('1 of 10 act')).toBeVisible();

  await chain.getByRole('checkbox', { name: 'Polarization' }).check();
  await chain.getByRole('combobox', { name: 'Sensor' }).selectOption('Silicon');
  await chain.getByRole('checkbox', { name: 'Sample', exact: true }).check();
  await expect(chain.getByText('4 of 10 act')).toBeVisible();
  await chain.getByRole('checkbox', { name: 'Sensor acts' }).uncheck();
  await expect(chain.getByText('3 of 10 act')).toBeVisible();
  await expect(chain.getByRole('spinbutton', { name: 'Thickness of the sensor' })).toBeVisible();
  await expect(window.getByRole('button', { name: 'Undo: Sensor off' })).toBeVisible();
  await window.keyboard.press('Control+z');
  await expect(chain.getByText('4 of 10 act')).toBeVisible();

  const filter = window.getByRole('region', { name: 'Filter' });
  await filter.getByRole('combobox', { name: 'Filter' }).selectOption('Sigma clipping');
  const threshold = filter.getByRole('spinbutton', { name: 'Threshold of the clipping' });
  await threshold.fill('2');
  await threshold.press('Enter');
  await expect(filter.getByText(/^[\d,]+ clipped$/)).toBeVisible();
  await chain.getByRole('button', { name: 'Corrected image' }).click();
  await chain.scrollIntoViewIfNeeded();
  await window.waitForTimeout(800); // the image follows the pattern
  await window.screenshot({ path: 'test-results/corrections.png' });
  await filter.getByRole('button', { name: 'Bragg and amorphous' }).click();
  await expect(window.getByRole('list', { name: 'Overlays' }).getByRole('listitem')).toHaveCount(2);
  await filter.scrollIntoViewIfNeeded();
  await window.screenshot({ path: 'test-results/filter.png' });

  // The cake follows the filter of the settings as far as it can, and says so.
  await window.getByRole('tab', { name: 'Cake' }).click();
  await expect(window.getByText('Filtered: sigma clipping, 2 σ.')).toBeVisible();
  await filter.getByRole('combobox', { name: 'Filter' }).selectOption('Median of sectors');
  await expect(window.getByText(/^Not filtered: too narrow for the median of sectors; .* 3° or more\.$/)).toBeVisible();
  await window.getByRole('combobox', { name: 'Number of cakes' }).selectOption('36');
  await expect(window.getByText('Filtered: median of sectors.')).toBeVisible();
  await window.screenshot({ path: 'test-results/filtered-cake.png' });

  // A dark says of how many exposures it is the mean, once there is one.
  await expect(chain.getByRole('spinbutton', { name: 'Exposures' })).toBeHidden();
  await chain.getByRole('button', { name: 'Choose image for dark' }).click();
  await window
    .getByRole('dialog')
    .getByRole('option', { name: /^CeO2\.tif/ })
    .dblclick();
  const exposures = chain.getByRole('spinbutton', { name: 'Exposures' });
  await exposures.fill('10');
  await exposures.press('Enter');
  await expect(window.getByRole('button', { name: /^Undo: Exposures/ })).toBeVisible();
  await chain.scrollIntoViewIfNeeded();
  await window.screenshot({ path: 'test-results/dark-exposures.png' });
});
