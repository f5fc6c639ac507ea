import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { dropFiles, expect, patternPlot, readColumns, test } from './annulus-fixtures.ts';
import type { Page } from '@playwright/test';

async function command(window: Page, title: string): Promise<void> {
  await window.keyboard.press('Control+k');
  await window.keyboard.type(title);
  await window.keyboard.press('Enter');
}

/** Runs a command that hands out a file. @returns its name and its first bytes as text */
async function download(window: Page, title: string): Promise<{ name: string; start: string; path: string }> {
  const handedOut = window.waitForEvent('download');
  await command(window, title);
  const file = await handedOut;
  const path = await file.path();
  return { name: file.suggestedFilename(), start: (await readFile(path)).subarray(0, 200).toString('latin1'), path };
}

const STARTS = { SVG: /<svg /, PDF: /^%PDF-1\./, PNG: /^\x89PNG/ } as const;

test('cakes, everything shown and pictures for paper are saved from the window', async ({ window, server }) => {
  test.slow();
  await window.setViewportSize({ width: 1366, height: 768 });
  await mkdir('test-results/outputs', { recursive: true });
  await dropFiles(window, join(server.folder, 'CeO2.tif'), join(server.folder, 'CeO2.poni'));
  await expect(patternPlot(window)).toBeVisible();

  // The card that saves cakes: 36 of them, with a file that says how they were cut.
  const save = window.getByRole('button', { name: 'Save cake', exact: true });
  await save.scrollIntoViewIfNeeded();
  await window.screenshot({ path: 'test-results/outputs/save-cake.png' });
  await save.click();
  await expect(window.getByText(/^Saved CeO2.*\.dat, /)).toBeVisible();
  const [cake] = (await readdir(server.folder, { recursive: true })).filter((name) => name.endsWith('CeO2.dat'));
  const rows = await readColumns(join(server.folder, cake!));
  expect(rows[0]).toHaveLength(37); // 2θ and 36 intensities
  expect(rows).toHaveLength(1000);

  // The pattern and what lies over it, one file each.
  await window.keyboard.press('Alt+k');
  await command(window, 'Save every curve shown');
  const dialog = window.getByRole('dialog', { name: 'Save every curve shown' });
  await expect(dialog.getByText(/^2 files of two columns/)).toBeVisible();
  await window.screenshot({ path: 'test-results/outputs/save-shown.png' });
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(window.getByText('Saved CeO2-shown.xy, CeO2-shown-CeO2.xy.')).toBeVisible();
  const [shown, kept] = await Promise.all(
    ['CeO2-shown.xy', 'CeO2-shown-CeO2.xy'].map(async (name) => readFile(join(server.folder, name), 'utf8')),
  );
  expect(shown!.split('\n')).toHaveLength(1001);
  expect(kept).toBe(shown);
  await command(window, 'Save every curve shown');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('exists already');
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  // Pictures, each in three forms.
  for (const [kind, start] of Object.entries(STARTS)) {
    const pattern = await download(window, `Save what the pattern shows as ${kind}`);
    expect(pattern.name).toBe(`CeO2-pattern.${kind.toLowerCase()}`);
    expect(pattern.start).toMatch(start);
    const image = await download(window, `Save image or cake as ${kind}`);
    expect(image.name).toBe(`CeO2-image.${kind.toLowerCase()}`);
    expect(image.start).toMatch(start);
  }
  await window.getByRole('tab', { name: 'Cake' }).click();
  await expect(window.getByRole('application', { name: /^Cake of/ })).toBeVisible();
  const svg = await download(window, 'Save image or cake as SVG');
  expect(svg.name).toBe('CeO2-cake.svg');
  expect(await readFile(svg.path, 'utf8')).toContain('<image');

  // The cards of corrections, filter and background in both themes.
  await window.keyboard.press('Alt+g');
  for (const theme of ['dark', 'light']) {
    await command(window, `Theme: ${theme}`);
    for (const title of ['Corrections', 'Filter', 'Background of the pattern']) {
      const card = window.getByRole('heading', { name: title, exact: true });
      await card.scrollIntoViewIfNeeded();
      await expect(card).toBeInViewport();
      const name = title.split(' ')[0]!.toLowerCase();
      await window.screenshot({ path: `test-results/outputs/${name}-${theme}.png` });
    }
  }
});

test('F035, F036: pictures for paper with levels of a z-score and green circles, or switched off, by keyboard; the session keeps it', async ({
  window,
  server,
}) => {
  test.slow();
  await window.setViewportSize({ width: 1366, height: 768 });
  await mkdir('test-results/outputs', { recursive: true });
  await dropFiles(window, join(server.folder, 'CeO2.tif'), join(server.folder, 'CeO2.poni'));
  await expect(patternPlot(window)).toBeVisible();
  await command(window, 'Pictures for paper');
  const dialog = window.getByRole('dialog', { name: 'Pictures for paper' });
  await expect(dialog.getByRole('button', { name: 'Save both' })).toBeVisible();

  // Lists are chosen from by their first letters, switches by the space bar.
  await dialog.getByRole('combobox', { name: 'Levels of the picture' }).focus();
  await window.keyboard.type('mean');
  await window.keyboard.press('Tab');
  await expect(dialog.getByRole('spinbutton', { name: 'z of the levels' })).toBeFocused();
  await expect(dialog.getByRole('spinbutton', { name: 'z of the levels' })).toHaveValue('2');
  await dialog.getByRole('combobox', { name: 'Colour of the pattern' }).focus();
  await window.keyboard.type('green');
  await window.keyboard.press('Tab');
  await window.keyboard.type('none');
  await expect(dialog.getByRole('checkbox', { name: 'Circles at the points' })).toBeChecked();
  await window.screenshot({ path: 'test-results/outputs/pictures-dark.png' });

  const files = new Map<string, string>();
  window.on(
    'download',
    (file) => void file.path().then(async (path) => files.set(file.suggestedFilename(), await readFile(path, 'utf8'))),
  );
  await dialog.getByRole('button', { name: 'Save both' }).focus();
  await window.keyboard.press('Enter');
  await expect.poll(() => [...files.keys()].sort()).toEqual(['CeO2-image.svg', 'CeO2-pattern.svg']);
  expect(files.get('CeO2-pattern.svg')).toContain('#008000');
  // The colour bar ends where the mean of the pixels plus two of their standard deviations lies.
  const cli = join(server.folder, 'by-hand.svg');
  await promisify(execFile)(process.execPath, [
    'bin/annulus.mjs',
    'picture',
    join(server.folder, 'CeO2.tif'),
    '--z-score=2',
    '--out',
    cli,
  ]);
  const barOf = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!);
  expect(barOf(files.get('CeO2-image.svg')!)).toEqual(barOf(await readFile(cli, 'utf8')));

  // Off switches: the image is not drawn; that is undone, done again and there after a reload.
  const isDrawn = dialog.getByRole('checkbox', { name: 'Image is drawn' });
  for (const isLast of [false, true]) {
    await command(window, 'Pictures for paper');
    await isDrawn.focus();
    await window.keyboard.press('Space');
    await expect(dialog.getByRole('button', { name: 'Save', exact: true })).toBeVisible();
    await window.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    if (!isLast) await window.keyboard.press('Control+z');
  }
  await window.reload();
  await expect(patternPlot(window)).toBeVisible({ timeout: 20_000 });
  await command(window, 'Theme: light');
  await command(window, 'Pictures for paper');
  await expect(isDrawn).not.toBeChecked();
  await expect(dialog.getByRole('combobox', { name: 'Colour of the pattern' })).toHaveValue('green');
  await window.screenshot({ path: 'test-results/outputs/pictures-light.png' });
  await isDrawn.press('Space');
  await expect(dialog.getByRole('spinbutton', { name: 'z of the levels' })).toHaveValue('2');
});
