import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { writeNpy } from './npy-file.ts';
import { dropFiles, expect, imageView, patternPlot, test } from './annulus-fixtures.ts';

test.use({ workspace: 'Mask' });

const SHAPE = { rows: 1043, columns: 981 };
/** Pilatus 1M: 4 gaps of 17 rows; 1 gap of 7 columns crosses the other 1043 − 68 rows. */
const GAPS = 4 * 17 * 981 + 7 * (1043 - 4 * 17);

const tools = (window: Page): Locator => window.getByRole('toolbar', { name: 'Mask tools' });
const layers = (window: Page): Locator => window.getByRole('list', { name: 'Mask layers' });
const layerPanel = (window: Page): Locator => window.getByRole('region', { name: 'Layer', exact: true });
const summary = (window: Page): Locator => window.getByRole('region', { name: 'Layers' }).locator('.subtitle');
const masked = (count: number): string => `${count.toLocaleString('en')} px masked`;

async function onScreen(window: Page, x: number, y: number): Promise<{ x: number; y: number }> {
  const box = (await imageView(window).boundingBox())!;
  const zoom = Math.min((box.width - 16) / SHAPE.columns, (box.height - 16) / SHAPE.rows); // margins of 8 px
  return {
    x: box.x + box.width / 2 + (x - SHAPE.columns / 2) * zoom,
    y: box.y + box.height / 2 + (y - SHAPE.rows / 2) * zoom,
  };
}

async function dragOnImage(window: Page, from: [number, number], to: [number, number]): Promise<void> {
  const [a, b] = [await onScreen(window, ...from), await onScreen(window, ...to)];
  await window.mouse.move(a.x, a.y);
  await window.mouse.down();
  await window.mouse.move((a.x + b.x) / 2, (a.y + b.y) / 2, { steps: 4 });
  await window.mouse.move(b.x, b.y, { steps: 4 });
  await window.mouse.up();
}

async function clickImage(window: Page, x: number, y: number): Promise<void> {
  const at = await onScreen(window, x, y);
  await window.mouse.click(at.x, at.y);
}

async function type(window: Page, label: string, value: number): Promise<void> {
  const field = layerPanel(window).getByLabel(label).first();
  await field.fill(String(value));
  await field.press('Enter');
}

async function openSample(window: Page, folder: string): Promise<void> {
  await dropFiles(window, join(folder, 'CeO2.tif'), join(folder, 'CeO2.poni'));
  await expect(patternPlot(window)).toBeVisible();
  await expect(summary(window)).toContainText(masked(GAPS));
}

test('a rectangle drawn by hand can be typed to the pixel, undone, and is there after a reload', async ({
  window,
  server,
}) => {
  await openSample(window, server.folder);
  await tools(window).getByRole('button', { name: 'Rectangle' }).click();
  await dragOnImage(window, [300, 600], [500, 800]);
  await expect(layers(window).getByLabel('Name of Rectangle')).toHaveValue('Rectangle');
  await type(window, 'Left', 0);
  await type(window, 'Right', 981);
  await type(window, 'Top', 0);
  await type(window, 'Bottom', 10);
  // Ten rows, of which seven pixels each lie in the gap.
  await expect(summary(window)).toContainText(masked(GAPS + 10 * (981 - 7)));

  await window.getByRole('navigation', { name: 'Workspaces' }).getByRole('button', { name: 'Integrate' }).click();
  const ignored = `${(GAPS + 10 * (981 - 7)).toLocaleString('en')} ignored`;
  await expect(window.getByText(ignored)).toBeVisible(); // what the pattern on screen left out
  await window.getByRole('navigation', { name: 'Workspaces' }).getByRole('button', { name: 'Mask' }).click();

  await window.keyboard.press('Control+z');
  await window.keyboard.press('Control+z');
  await expect(layers(window)).toBeHidden();
  await expect(summary(window)).toContainText(masked(GAPS));
  await window.keyboard.press('Control+Shift+z');
  await window.keyboard.press('Control+Shift+z');
  await expect(summary(window)).toContainText(masked(GAPS + 10 * (981 - 7)));
  await window.waitForTimeout(1500); // the session is saved a second after the last change
  await window.reload();
  await expect(summary(window)).toContainText(masked(GAPS + 10 * (981 - 7)));
});

test('brush, polygon, arc and single pixels each make a layer; freeing and inverting act in their order', async ({
  window,
  server,
}) => {
  await openSample(window, server.folder);
  await tools(window).getByRole('button', { name: 'Brush' }).click();
  await dragOnImage(window, [100, 100], [300, 120]);
  await dragOnImage(window, [100, 150], [300, 170]);
  await expect(layerPanel(window)).toContainText('2 strokes');

  await tools(window).getByRole('button', { name: 'Polygon' }).click();
  for (const [x, y] of [
    [600, 100],
    [800, 120],
    [700, 180],
  ] as const)
    await clickImage(window, x, y);
  await clickImage(window, 600, 100);
  await expect(layerPanel(window)).toContainText('3 corners');

  await tools(window).getByRole('button', { name: 'Arc about the beam' }).click();
  await clickImage(window, 600, 375);
  await clickImage(window, 450, 600);
  await expect(layers(window).getByLabel('Name of Arc')).toBeVisible();

  await tools(window).getByRole('button', { name: 'Single pixels' }).click();
  await clickImage(window, 50, 900);
  await expect(layerPanel(window)).toContainText('1 pixels');
  await expect(layers(window).getByRole('listitem')).toHaveCount(4);

  await window.getByRole('button', { name: 'Invert', exact: true }).click();
  await tools(window).getByRole('button', { name: 'Rectangle' }).click();
  await tools(window).getByLabel('What new shapes do').selectOption('Free');
  await dragOnImage(window, [300, 600], [500, 800]);
  for (const [label, value] of [
    ['Left', -5],
    ['Right', 2000],
    ['Top', -5],
    ['Bottom', 2000],
  ] as const)
    await type(window, label, value);
  await expect(summary(window)).toContainText(masked(GAPS)); // all that was drawn is free again
});

test('a shape is dragged by its handles, nudged by keys, given up with Escape, and all of it undone', async ({
  window,
  server,
}) => {
  await openSample(window, server.folder);
  const field = (label: string): Locator => layerPanel(window).getByLabel(label).first();
  const values = async (): Promise<number[]> => {
    const texts = ['Left', 'Top', 'Right', 'Bottom'].map((label) => field(label).inputValue());
    return (await Promise.all(texts)).map(Number);
  };
  await tools(window).getByRole('button', { name: 'Rectangle' }).click();
  await dragOnImage(window, [300, 600], [500, 800]);
  for (const [label, value] of [
    ['Left', 300],
    ['Top', 600],
    ['Right', 500],
    ['Bottom', 800],
  ] as const)
    await type(window, label, value);
  await tools(window).getByRole('button', { name: 'Rectangle' }).click(); // the pointer alone
  await dragOnImage(window, [500, 800], [550, 900]);
  await expect.poll(async () => (await values())[2]).toBeGreaterThan(540);
  const resized = await values();
  expect(resized.slice(0, 2)).toEqual([300, 600]);
  await dragOnImage(window, [400, 700], [400, 650]); // its body
  await expect.poll(async () => (await values())[1]).toBeLessThan(560);
  const moved = await values();
  expect(moved[3]! - moved[1]!).toBeCloseTo(resized[3]! - resized[1]!, 1);
  await window.screenshot({ path: test.info().outputPath('handles.png') });

  // The body is what the keys move now.
  await window.keyboard.press('Shift+ArrowRight');
  await window.keyboard.press('ArrowDown');
  await expect.poll(values).toEqual([moved[0]! + 10, moved[1]! + 1, moved[2]! + 10, moved[3]! + 1].map(hundredths));
  await window.keyboard.press('Control+z');
  await expect.poll(values).toEqual(moved);

  const [from, to] = [await onScreen(window, moved[0]!, moved[1]!), await onScreen(window, 100, 100)];
  await window.mouse.move(from.x, from.y);
  await window.mouse.down();
  await window.mouse.move(to.x, to.y, { steps: 4 });
  await expect.poll(async () => (await values())[0]).toBeLessThan(150);
  await window.keyboard.press('Escape');
  await window.mouse.up();
  await expect.poll(values).toEqual(moved);
  await window.keyboard.press('Control+z');
  await window.keyboard.press('Control+z');
  await expect.poll(values).toEqual([300, 600, 500, 800]);

  await tools(window).getByRole('button', { name: 'Polygon' }).click();
  for (const [x, y] of [
    [600, 100],
    [800, 120],
    [800, 300],
    [600, 300],
    [600, 100],
  ] as const)
    await clickImage(window, x, y);
  await expect(layerPanel(window)).toContainText('4 corners');
  await tools(window).getByRole('button', { name: 'Polygon' }).click();
  await dragOnImage(window, [700, 300], [700, 380]); // the middle of a side becomes a corner
  await expect(layerPanel(window)).toContainText('5 corners');
  await window.keyboard.press('Delete');
  await expect(layerPanel(window)).toContainText('4 corners');
  await window.screenshot({ path: test.info().outputPath('polygon.png') });
});

test('F046: a mask of ones to keep is asked about where it stands, and read as it is answered', async ({
  window,
  server,
}) => {
  await openSample(window, server.folder);
  // 1 = keep in all but the first 100 rows.
  const keep = new Uint8Array(SHAPE.rows * SHAPE.columns).fill(1, 100 * SHAPE.columns);
  await writeNpy(join(server.folder, 'keep.npy'), keep, [SHAPE.rows, SHAPE.columns]);
  await dropFiles(window, join(server.folder, 'keep.npy'));
  const question = window.getByRole('group', { name: 'What 1 means in keep.npy' });
  await expect(question).toContainText('masks 90.4 % of the image');
  await question.getByRole('button', { name: '1 = keep (SACLA)' }).click();
  await expect(summary(window)).toContainText(masked(GAPS + 100 * (981 - 7)));
  await expect(layers(window).getByLabel('Name of keep.npy')).toBeVisible();
  await expect(layers(window)).toContainText('+98,100');
});

test('the automatic mask of PDFstream is a layer, and the mask is saved as pixels', async ({ window, server }) => {
  await openSample(window, server.folder);
  await window.getByRole('button', { name: 'Automatic', exact: true }).click();
  await expect(layers(window).getByLabel('Name of Automatic')).toBeVisible();
  const alpha = layerPanel(window).getByLabel('Rings, within').first();
  await alpha.fill('');
  await alpha.press('Enter');
  // The edge of 30 pixels, and the gaps inside it.
  const inside = 921 * 983 - (4 * 17 * 921 + 7 * (983 - 4 * 17));
  await expect(summary(window)).toContainText(masked(SHAPE.rows * SHAPE.columns - inside));

  await window.getByRole('button', { name: 'Save mask', exact: true }).click();
  const dialog = window.getByRole('dialog', { name: 'Save mask' });
  await dialog.getByLabel(/name/i).first().fill('bad.npy');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(dialog).toBeHidden();
  const bytes = (await readFile(join(server.folder, 'bad.npy'))).subarray(-SHAPE.rows * SHAPE.columns);
  expect(bytes.reduce((total, value) => total + value, 0)).toBe(SHAPE.rows * SHAPE.columns - inside);
});

test('a mask that leaves nothing says so, and the pattern comes back with the next undo', async ({
  window,
  server,
}) => {
  await openSample(window, server.folder);
  await window.getByRole('button', { name: 'Below', exact: true }).click();
  await type(window, 'Below', 1e9);
  await expect(summary(window)).toContainText(masked(SHAPE.rows * SHAPE.columns));
  await expect(window.getByText(/No pixel of the first frame is left/).first()).toBeVisible();
  await expect(window.getByText(/^Every pixel is masked/)).toBeVisible();
  await window.keyboard.press('Control+z');
  await expect(window.getByText(/No pixel of the first frame is left/)).toHaveCount(0);
});

function hundredths(value: number): number {
  return Math.round(100 * value) / 100;
}
