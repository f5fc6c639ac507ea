import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { dropFiles, expect, patternPlot, test } from './annulus-fixtures.ts';

test.use({ workspace: 'Mask' });

/** The gaps of the Pilatus 1M, masked from the beginning. */
const GAPS = 4 * 17 * 981 + 7 * (1043 - 4 * 17);

const layers = (window: Page): Locator => window.getByRole('list', { name: 'Mask layers' }).getByRole('listitem');
const fields = (window: Page): Locator => window.getByRole('region', { name: 'Layer', exact: true });
const summary = (window: Page): Locator => window.getByRole('region', { name: 'Layers' }).locator('.subtitle');

async function pixels(window: Page): Promise<number> {
  return Number(/^[\d,]+/.exec(await summary(window).innerText())![0].replaceAll(',', ''));
}

async function type(window: Page, label: string, value: number): Promise<void> {
  await fields(window).getByRole('spinbutton', { name: label }).focus();
  await window.keyboard.press('Control+a');
  await window.keyboard.type(String(value));
  await window.keyboard.press('Enter');
}

/** Deletes the layers, and waits until the gaps alone are masked. */
async function clear(window: Page): Promise<void> {
  await window.keyboard.press('Control+k');
  await window.keyboard.type('Delete all mask layers');
  await window.keyboard.press('Enter');
  await expect(layers(window)).toHaveCount(0);
  await expect.poll(() => pixels(window)).toBe(GAPS);
}

test('F010: every tool of the mask is worked by keyboard alone: placed, typed or nudged, and undone', async ({
  window,
  server,
}) => {
  test.slow();
  const { keyboard } = window;
  await window.setViewportSize({ width: 1366, height: 768 });
  await dropFiles(window, join(server.folder, 'CeO2.tif'), join(server.folder, 'CeO2.poni'));
  await expect(patternPlot(window)).toBeVisible();
  await expect.poll(() => pixels(window)).toBe(GAPS);

  // Shapes with numbers, typed to where no gap is: rows 220–400, columns 10–480.
  const shapes: readonly [
    key: string,
    name: string,
    typed: Readonly<Record<string, number>>,
    area: number,
    off: number,
  ][] = [
    ['R', 'Rectangle', { 'Left, px': 20, 'Top, px': 230, 'Right, px': 60, 'Bottom, px': 260 }, 40 * 30, 0],
    ['C', 'Circle', { 'Centre x, px': 100, 'Centre y, px': 300, 'Radius, px': 20 }, Math.PI * 400, 20],
    [
      'L',
      'Ellipse',
      { 'Centre x, px': 100, 'Centre y, px': 300, 'Half width, px': 30, 'Half height, px': 10 },
      Math.PI * 300,
      20,
    ],
    [
      'A',
      'Arc',
      {
        'Centre x, px': 200,
        'Centre y, px': 300,
        'Inner radius, px': 20,
        'Outer radius, px': 40,
        'From, °': 0,
        'To, °': 90,
      },
      (Math.PI * 1200) / 4,
      20,
    ],
  ];
  for (const [key, name, typed, area, off] of shapes) {
    await window.getByRole('toolbar', { name: 'Mask tools' }).getByRole('button').first().focus();
    await keyboard.press(key);
    await keyboard.press('Alt+N');
    await expect(layers(window)).toHaveCount(1);
    await expect(layers(window).getByLabel(`Name of ${name}`)).toBeVisible();
    for (const [label, value] of Object.entries(typed)) await type(window, label, value);
    await expect.poll(async () => Math.abs((await pixels(window)) - GAPS - area)).toBeLessThanOrEqual(off);
    await clear(window);
  }

  // Shapes of corners, strokes and pixels are moved by their handles.
  for (const [key, name, least] of [
    ['O', 'Polygon', 10_000],
    ['H', 'Brush', 70],
    ['T', 'Points', 1],
  ] as const) {
    await window.getByRole('toolbar', { name: 'Mask tools' }).getByRole('button').first().focus();
    await keyboard.press(key);
    await keyboard.press('Alt+N');
    await expect(layers(window).getByLabel(`Name of ${name}`)).toBeVisible();
    await keyboard.press('V');
    // Out of the gap that the middle of the image lies in.
    for (let step = 0; step < 20; step++) await keyboard.press('Alt+Shift+ArrowLeft');
    await expect.poll(async () => (await pixels(window)) - GAPS).toBeGreaterThanOrEqual(least);
    await keyboard.press('Alt+V');
    await clear(window);
  }

  // What looks at values and angles: a button each, then its numbers.
  for (const [button, layer, typed] of [
    ['Below', 'Threshold', { Below: 150 }],
    ['Above', 'Threshold', { Above: 200 }],
    ['Between', 'Threshold', { From: 100, To: 200 }],
    ['Hot pixels', 'Hot pixels', { 'Above by, σ': 3 }],
    ['Not finite', 'Not finite', {}],
    ['Gaps', 'Detector gaps', {}],
    ['Radial range', 'Radial range', { From: 5, To: 6 }],
    ['Azimuth range', 'Azimuth range', { 'From, °': 0, 'To, °': 20 }],
    ['Automatic', 'Automatic', { 'Edge, px': 10 }],
  ] as const) {
    await window.getByRole('region', { name: 'Add' }).getByRole('button', { name: button, exact: true }).focus();
    await keyboard.press('Enter');
    await expect(layers(window).getByLabel(`Name of ${layer}`)).toBeVisible();
    for (const [label, value] of Object.entries(typed)) await type(window, label, value);
    if (['Not finite', 'Gaps'].includes(button)) await expect.poll(() => pixels(window)).toBe(GAPS);
    else await expect.poll(() => pixels(window), { timeout: 30_000 }).toBeGreaterThan(GAPS);
    await clear(window);
  }
  await keyboard.press('Control+z');
  await expect(layers(window).getByLabel('Name of Automatic')).toBeVisible();
});
