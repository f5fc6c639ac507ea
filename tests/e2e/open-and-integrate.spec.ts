import type { Page } from '@playwright/test';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  annulus,
  dropFiles,
  expect,
  imageView,
  patternPlot,
  readColumns,
  readPattern,
  test,
} from './annulus-fixtures.ts';

/** Pixels of the layer over the image on which something is drawn. */
const overlayPixels = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const layers = [...document.querySelectorAll<HTMLCanvasElement>('.detector-image canvas')];
    const { width, height } = layers[1]!;
    const { data } = layers[1]!.getContext('2d')!.getImageData(0, 0, width, height);
    return data.filter((value, i) => i % 4 === 3 && value > 0).length;
  });

test('F003: an image and its calibration dropped together give rings and the pattern that the command line computes', async ({
  window,
  server,
}) => {
  await dropFiles(window, join(server.folder, 'CeO2.poni'), join(server.folder, 'CeO2.tif'));
  await expect(imageView(window)).toHaveAccessibleName('Detector image, 981 pixels wide, 1043 high');
  await expect(patternPlot(window)).toBeVisible();
  // A blank pane of this size compresses to 2 or 3 kB; an image with rings and noise does not.
  expect((await imageView(window).screenshot()).byteLength).toBeGreaterThan(50_000);
  const before = await overlayPixels(window);
  await window.getByLabel('Calibrant', { exact: true }).selectOption('CeO2');
  await expect.poll(() => overlayPixels(window)).toBeGreaterThan(before + 2000);
  await window.keyboard.press('Alt+r');
  await expect.poll(() => overlayPixels(window)).toBe(before);

  await annulus(
    'integrate',
    join(server.folder, 'CeO2.tif'),
    '--poni',
    join(server.folder, 'CeO2.poni'),
    '--out',
    join(server.folder, 'cli'),
  );
  const expected = await readColumns(join(server.folder, 'cli', 'CeO2.xy'));
  expect(expected).toHaveLength(1000);
  const width = expected[1]![0]! - expected[0]![0]!;

  await patternPlot(window).focus();
  for (const key of ['.', '.', '.', ',', '.']) {
    await window.keyboard.press(key);
    const { x, intensity } = await readPattern(window);
    // The page shows the bin nearest to its cursor, and five digits of both: beside a bin edge it may be the neighbour.
    const near = expected.filter((row) => Math.abs(row[0]! - x) < 0.6 * width);
    const deviations = near.map((row) => Math.abs(intensity / row[1]! - 1));
    expect(Math.min(...deviations)).toBeLessThan(1e-4);
  }
});

test('the pattern saved by the window is the file that the command line writes', async ({ window, server }) => {
  await window.keyboard.press('Control+o');
  const dialog = window.getByRole('dialog', { name: 'Open image, calibration, mask or session' });
  await dialog.getByRole('option', { name: /CeO2\.tif/ }).click();
  await dialog.getByRole('option', { name: /CeO2\.poni/ }).click({ modifiers: ['Control'] });
  await dialog.getByRole('button', { name: 'Open 2 files' }).click();
  await expect(patternPlot(window)).toBeVisible();

  await window.getByRole('spinbutton', { name: 'Bins' }).fill('700');
  await window.getByRole('spinbutton', { name: 'Bins' }).press('Enter');
  await expect(window.getByText('700 bins')).toBeVisible();
  await window.getByLabel('Unit', { exact: true }).selectOption('q_nm^-1');
  await window.getByLabel('Errors').selectOption('poisson');
  await window.getByLabel('Name of the pattern without suffix').fill('mine');
  await window.getByRole('checkbox', { name: 'xye', exact: true }).check();
  await window.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(window.getByText('Saved mine.xy, mine.xye.')).toBeVisible();

  await annulus(
    'integrate',
    join(server.folder, 'CeO2.tif'),
    ...['--poni', join(server.folder, 'CeO2.poni'), '--npt', '700', '--unit', 'q_nm^-1', '--error-model', 'poisson'],
    ...['--format', 'xy,xye', '--out', join(server.folder, 'cli')],
  );
  for (const suffix of ['xy', 'xye'])
    expect(await readColumns(join(server.folder, `mine.${suffix}`))).toEqual(
      await readColumns(join(server.folder, 'cli', `CeO2.${suffix}`)),
    );

  // A second time: asked in place, kept unless told otherwise.
  await window.getByRole('button', { name: 'Save', exact: true }).click();
  await window.getByRole('button', { name: 'Keep', exact: true }).click();
  await expect(window.getByRole('button', { name: 'Save', exact: true })).toBeVisible();
  await window.getByRole('button', { name: 'Save', exact: true }).click();
  await window.getByRole('button', { name: 'Replace' }).click();
  await expect(window.getByText('Saved mine.xy, mine.xye.')).toBeVisible();
});

test('a calibration of the rows-reversed image is recognised, said, and taken back on demand', async ({
  window,
  server,
}) => {
  await annulus(
    'simulate',
    ...['--calibrant', 'CeO2', '--poni', join(server.folder, 'CeO2.poni'), '--flip-rows'],
    ...['--out', join(server.folder, 'reversed.tif')],
  );
  await dropFiles(window, join(server.folder, 'reversed.tif'), join(server.folder, 'CeO2.poni'));
  const notice = window.getByText(
    'This calibration belongs to the rows-reversed image (Dioptas): orientation 2 taken.',
  );
  await expect(notice).toBeVisible();
  const rows = window.getByRole('button', { name: 'Rows reversed', exact: true });
  await expect(rows).toHaveAttribute('aria-pressed', 'true');
  await window.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Undo' }).click();
  await expect(rows).toHaveAttribute('aria-pressed', 'false');
  await rows.click();
  await expect(rows).toHaveAttribute('aria-pressed', 'true');
});

test('where the rings do not tell, the window asks which way round the image is', async ({ window, server }) => {
  // The beam hits the middle of an untilted detector: all four orientations give the same rings.
  const image = join(server.folder, 'centred.tif');
  const { calibration } = JSON.parse(
    await annulus(
      'simulate',
      '--calibrant',
      'CeO2',
      '--detector',
      'Pilatus1M',
      '--distance',
      '200',
      '--energy',
      '30',
      '--out',
      image,
      '--json',
    ),
  ) as { calibration: { geometry: Record<string, number> } };
  const { dist, poni1, poni2, wavelength } = calibration.geometry;
  const poni = join(server.folder, 'centred.poni');
  await writeFile(
    poni,
    `poni_version: 2\nDetector: Pilatus1M\nDetector_config: {}\nDistance: ${dist}\nPoni1: ${poni1}\nPoni2: ${poni2}\nRot1: 0\nRot2: 0\nRot3: 0\nWavelength: ${wavelength}\n`,
  );
  await dropFiles(window, image, poni);
  await expect(window.getByText('Which way round does this image belong to its calibration?')).toBeVisible();
  await window
    .getByRole('group', { name: 'Orientation' })
    .getByRole('button', { name: /^4: columns reversed/ })
    .click();
  await expect(window.getByRole('button', { name: 'Columns reversed', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await expect(window.getByText('Which way round')).toBeHidden();
});

test('a setting changes the pattern at once, and undo and redo go through the changes by name', async ({
  window,
  server,
}) => {
  await dropFiles(window, join(server.folder, 'CeO2.tif'), join(server.folder, 'CeO2.poni'));
  await expect(patternPlot(window)).toBeVisible();
  const bins = window.getByRole('spinbutton', { name: 'Bins' });
  await bins.fill('500');
  await bins.press('Enter');
  await expect(window.getByText('500 bins')).toBeVisible();
  await window.getByRole('checkbox', { name: 'Solid angle' }).uncheck();
  await expect(window.getByRole('button', { name: 'Undo: Solid angle off' })).toBeVisible();
  await window.keyboard.press('Control+z');
  await expect(window.getByRole('checkbox', { name: 'Solid angle' })).toBeChecked();
  await window.keyboard.press('Control+z');
  await expect(bins).toHaveValue('1000');
  await expect(window.getByText('1000 bins')).toBeVisible();
  await window.keyboard.press('Control+Shift+z');
  await expect(window.getByText('500 bins')).toBeVisible();
});

test('the axis changes its unit without another integration', async ({ window, server }) => {
  await dropFiles(window, join(server.folder, 'CeO2.tif'), join(server.folder, 'CeO2.poni'));
  await expect(patternPlot(window)).toHaveAccessibleName(/over Scattering angle 2θ \(°\)/);
  await expect(window.getByRole('progressbar')).toHaveCount(0);
  await window.getByLabel('Axis shown').selectOption('d_A');
  await expect(patternPlot(window)).toHaveAccessibleName(/over Lattice spacing d \(Å\)/);
  await expect(window.getByLabel('Unit', { exact: true })).toHaveValue('2th_deg');
  // The detector is tilted: r is no function of 2θ and is not offered.
  await expect(window.getByLabel('Axis shown').locator('option[value="r_mm"]')).toBeDisabled();
});

test('numbers keep every digit: of the file when visited, as typed when changed', async ({ window, server }) => {
  await dropFiles(window, join(server.folder, 'CeO2.tif'), join(server.folder, 'CeO2.poni'));
  await expect(patternPlot(window)).toBeVisible();
  const poni1 = window.getByRole('spinbutton', { name: 'PONI 1, mm' });
  await expect(poni1).toHaveValue('71.234568');
  await poni1.focus();
  await expect(poni1).toHaveValue('71.2345678912');
  await poni1.blur();
  await expect(window.getByRole('button', { name: 'Undo: Calibration CeO2.poni' })).toBeVisible();

  const wavelength = window.getByRole('spinbutton', { name: 'Wavelength, Å' });
  await wavelength.fill('0,123456789');
  await wavelength.press('Enter');
  await expect(window.getByRole('spinbutton', { name: 'Photon energy, keV' })).toHaveValue('100.4272'); // 12.39841984 / 0.123456789
  await window.getByRole('button', { name: 'Copy geometry as .poni text' }).click();
  await expect(window.getByText('Geometry copied.')).toBeVisible();
  const copied = await window.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/Wavelength: 1\.23456789e-11/i);
  expect(copied).toMatch(/Poni1: 0\.0712345678912/);
});

test('a mask takes pixels out and can be removed', async ({ window, server }) => {
  await annulus(
    'mask',
    join(server.folder, 'CeO2.tif'),
    '--above',
    '1000',
    '--out',
    join(server.folder, 'bright.edf'),
  ).catch(() =>
    // Without the mask command: the image itself masks every pixel that counted something.
    annulus('convert', join(server.folder, 'CeO2.tif'), join(server.folder, 'bright.edf')),
  );
  await dropFiles(window, join(server.folder, 'CeO2.tif'), join(server.folder, 'CeO2.poni'));
  await expect(patternPlot(window)).toBeVisible();
  const ignored = window.getByText(/^[\d,]+ ignored$/);
  const before = await ignored.innerText();
  await window.getByRole('button', { name: 'Choose mask' }).click();
  const dialog = window.getByRole('dialog', { name: 'Add mask' });
  await dialog.getByRole('option', { name: /bright\.edf/ }).dblclick();
  await expect(window.getByRole('button', { name: 'Remove mask bright.edf' })).toBeVisible();
  await expect(ignored).not.toHaveText(before);
  await window.getByRole('button', { name: 'Remove mask bright.edf' }).click();
  await expect(ignored).toHaveText(before);
});

test('the command line of the window gives the bytes that the window saves', async ({ window, server }) => {
  test.slow();
  const copied = async (button: string): Promise<string> => {
    await window.getByRole('button', { name: button }).click();
    await expect(window.getByText('Command copied.').last()).toBeVisible();
    return window.evaluate(() => navigator.clipboard.readText());
  };
  const run = async (line: string, out: string): Promise<void> => {
    expect(line).toMatch(/^annulus [\w ,.:=-]+$/); // plain words
    const words = line.split(' ').slice(1);
    const local = words.map((word) => (/^CeO2\.(tif|poni)$/.test(word) ? join(server.folder, word) : word));
    await annulus(...local, '--out', join(server.folder, out));
  };
  await dropFiles(window, join(server.folder, 'CeO2.tif'), join(server.folder, 'CeO2.poni'));
  await expect(patternPlot(window)).toBeVisible();
  await window.getByLabel('Pixel splitting').selectOption('bbox');
  await window.getByRole('combobox', { name: 'Filter', exact: true }).selectOption('median');
  await window.getByRole('checkbox', { name: 'Background of the pattern' }).check();
  await window.getByRole('checkbox', { name: 'subtracted in the files' }).check();
  const line = await copied('Copy as command line');
  expect(line).toBe(
    'annulus integrate CeO2.tif --poni CeO2.poni --split bbox --filter median:50 --pattern-background snip:20',
  );
  await window.getByRole('region', { name: 'Save pattern' }).getByRole('button', { name: /^Save/ }).click();
  await expect(window.getByText(/^Saved CeO2.*\.xy/)).toBeVisible();
  await run(line, 'by-command');
  const [ours, theirs] = await Promise.all(
    ['CeO2.xy', 'by-command/CeO2.xy'].map((name) => readFile(join(server.folder, name), 'utf8')),
  );
  expect(theirs).toBe(ours);

  await window.getByRole('spinbutton', { name: 'Number of cakes saved' }).fill('12');
  await window.getByLabel('Where the first cake is').selectOption('north');
  await window.getByLabel('Order of the cakes').selectOption('anticlockwise');
  const cakes = await copied('Copy cakes as command line');
  expect(cakes).toBe(
    'annulus cake CeO2.tif --poni CeO2.poni --split bbox --filter median:50 --cakes 12 --start=-90' +
      ' --sense anticlockwise --layout xrdfit',
  );
  await window.getByRole('button', { name: 'Save cake', exact: true }).click();
  await expect(window.getByText(/^Saved CeO2.*\.dat, /)).toBeVisible();
  await run(cakes, 'by-command');
  const [cake, again] = await Promise.all(
    ['CeO2.dat', 'by-command/CeO2.dat'].map((name) => readFile(join(server.folder, name), 'utf8')),
  );
  expect(again).toBe(cake);
});
