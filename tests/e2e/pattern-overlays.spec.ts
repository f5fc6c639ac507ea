import { readFile, writeFile } from 'node:fs/promises';
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
  // The peak nearest to the middle of the pattern: the keyboard's cursor walks up to it.
  await patternPlot(window).focus();
  for (let i = 0; i < 5; i++) await window.keyboard.press('.');
  await expect(window.locator('.pattern-plot .readout .peak dd')).toHaveText(/^[\d.]+ · height [\d.]+ · FWHM 0\.\d+$/);
  await window.screenshot({ path: 'test-results/peak.png' });
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

const CERIA = `VERSION: 4
COMMENT: Ceria
K0: 220
K0P: 4.4
SYMMETRY: CUBIC
A: 5.4116
ALPHAT: 3.4e-5
DIHKL: 3.1244 100 1 1 1
DIHKL: 2.7058 28 2 0 0
DIHKL: 1.9133 52 2 2 0
DIHKL: 1.6317 42 3 1 1
`;

test('lines of a phase follow the pressure, the background is subtracted, and the picture is saved', async ({
  window,
  server,
}) => {
  await openSample(window, server.folder);
  const path = join(server.folder, 'ceria.jcpds');
  await writeFile(path, CERIA);
  await dropFiles(window, path);
  const phases = window.getByRole('list', { name: 'Phases' });
  await expect(phases.getByText('158.481 Å³')).toBeVisible(); // 5.4116³
  const pressure = phases.getByRole('spinbutton', { name: 'Pressure of Ceria' });
  await pressure.fill('30');
  await pressure.press('Enter');
  await expect(phases.getByText('158.481 Å³')).toHaveCount(0);
  await expect(phases.getByText(/^14\d\.\d{3} Å³$/)).toBeVisible();
  await window.keyboard.press('Alt+g');
  await expect(window.getByRole('spinbutton', { name: 'Window of the background' })).toHaveValue('20');
  await window.getByRole('checkbox', { name: 'Subtract the background' }).uncheck();
  await curves(window, '2 curves');
  const from = window.getByRole('spinbutton', { name: 'Background from' });
  const chooser = window.getByRole('button', { name: 'Drag the range on the pattern' });
  await chooser.click();
  await window.keyboard.press('Escape');
  await expect(chooser).toHaveAttribute('aria-pressed', 'false');
  await chooser.click();
  const plot = (await patternPlot(window).boundingBox())!;
  const dragTo = async (start: number, end: number) => {
    await window.mouse.move(plot.x + start * plot.width, plot.y + plot.height / 2);
    await window.mouse.down();
    await window.mouse.move(plot.x + end * plot.width, plot.y + plot.height / 2, { steps: 4 });
    await window.mouse.up();
  };
  await dragTo(0.7, 0.4);
  await expect(chooser).toHaveAttribute('aria-pressed', 'false');
  const chosen = Number(await from.inputValue());
  expect(chosen).toBeGreaterThan(0);
  await dragTo(0.4, 0.5); // the edge: the pattern is not zoomed
  await expect.poll(async () => Number(await from.inputValue())).toBeGreaterThan(chosen);
  await window.screenshot({ path: 'test-results/background-range.png' });
  await window.getByRole('button', { name: 'Save as picture' }).scrollIntoViewIfNeeded();
  const download = window.waitForEvent('download');
  await window.getByRole('button', { name: 'Save as picture' }).click();
  const picture = await download;
  expect(picture.suggestedFilename()).toBe('CeO2-pattern.png');
  const bytes = await readFile(await picture.path());
  expect([...bytes.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  await picture.saveAs('test-results/pattern-picture.png');
  await window.screenshot({ path: 'test-results/phase.png' });
});
