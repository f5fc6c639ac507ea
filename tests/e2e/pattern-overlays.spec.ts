import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dropFiles, expect, patternPlot, test } from './annulus-fixtures.ts';
import type { Page } from '@playwright/test';

async function openSample(window: Page, folder: string): Promise<void> {
  await dropFiles(window, join(folder, 'CeO2.tif'), join(folder, 'CeO2.poni'));
  await expect(patternPlot(window)).toBeVisible();
}

/** The curves of the plot, as a screen reader counts them. */
const curves = (window: Page, count: string) =>
  expect(window.getByRole('application', { name: new RegExp(`^Pattern of .*, ${count}$`) })).toBeVisible();

test('the pattern is kept as an overlay, spread, taken back and brought back by a reload', async ({
  window,
  server,
}) => {
  await openSample(window, server.folder);
  await window.keyboard.press('Alt+k');
  await window.keyboard.press('Alt+k');
  await curves(window, '3 curves');
  const list = window.getByRole('list', { name: 'Overlays' });
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await window.getByRole('button', { name: 'Spread' }).click();
  await expect(window.getByRole('spinbutton', { name: 'Waterfall' })).not.toHaveValue('0');
  const offset = list.getByRole('spinbutton', { name: 'Offset of CeO2.tif', exact: true });
  await offset.fill('-12,5');
  await offset.press('Enter');
  await window.getByRole('checkbox', { name: 'CeO2.tif (2) is drawn' }).uncheck();
  await curves(window, '2 curves');
  await expect(window.getByText(/Saved \d/).or(window.getByText('Connected'))).toBeVisible();
  await window.waitForTimeout(1500); // the session is saved a second after the last change
  await window.reload();
  await curves(window, '2 curves');
  await expect(offset).toHaveValue('-12.5');
  await window.screenshot({ path: 'test-results/overlays.png' });
  await list.getByRole('button', { name: 'Remove CeO2.tif', exact: true }).click();
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await window.keyboard.press('Control+z');
  await expect(list.getByRole('listitem')).toHaveCount(2);
});

test('a file of a pattern becomes an overlay on the axis it names', async ({ window, server }) => {
  await openSample(window, server.folder);
  const rows = Array.from(
    { length: 200 },
    (_, i) => `${(2 + 0.05 * i).toFixed(3)} ${(500 + 400 * Math.sin(i / 5)).toFixed(2)}`,
  );
  const path = join(server.folder, 'other.xy');
  await writeFile(path, `# 2th_deg I\n${rows.join('\n')}\n`);
  await dropFiles(window, path);
  await curves(window, '2 curves');
  await window.getByLabel('Axis shown').selectOption('q_A^-1');
  await curves(window, '2 curves');
  await window.screenshot({ path: 'test-results/overlay-of-a-file.png' });
});
