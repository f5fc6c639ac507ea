import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { fitView } from '../../src-renderer/image/image-view.ts';
import { dropFiles, expect, imageView, test } from './annulus-fixtures.ts';
import { writeNpy } from './npy-file.ts';

// Drivers without a card are left to canvas 2D unless the address asks for WebGL, which Chromium then emulates.
test.use({
  launchOptions: async ({ launchOptions }, use) => {
    const args = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'];
    await use({ ...launchOptions, args: [...(launchOptions.args ?? []), ...args] });
  },
});

const SHAPE = [64, 96] as const;
const GAP = { first: 44, last: 47 }; // rows
const RING = { row: 20, column: 30, radius: 12 };
const NO_DATA = [10, 11, 13]; // --no-data of the dark theme

/** A bright ring in the upper left, a gap across the lower half, everything else dark. */
function picture(gap: number): number[] {
  return Array.from({ length: SHAPE[0] * SHAPE[1] }, (_, i) => {
    const [row, column] = [Math.floor(i / SHAPE[1]), i % SHAPE[1]];
    if (row >= GAP.first && row <= GAP.last) return gap;
    const distance = Math.hypot(row - RING.row, column - RING.column);
    return Math.abs(distance - RING.radius) < 2 ? 5000 : 10 + (i % 3);
  });
}

/** What a person sees at the middle of image pixels, as red, green and blue. */
async function coloursAt(window: Page, places: readonly (readonly [number, number])[]): Promise<number[][]> {
  const canvas = window.locator('.detector-image canvas').first();
  const box = (await canvas.boundingBox())!;
  const { centreX, centreY, zoom } = fitView(SHAPE, box);
  const points = places.map(([row, column]) => [
    (column + 0.5 - centreX) * zoom + box.width / 2,
    (row + 0.5 - centreY) * zoom + box.height / 2,
  ]);
  const png = (await canvas.screenshot()).toString('base64');
  // Decoded on a page of its own: the content policy of the window forbids it there.
  const blank = await window.context().newPage();
  const colours = await blank.evaluate(
    async ([encoded, at]) => {
      const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
      context.drawImage(bitmap, 0, 0);
      return at.map(([x, y]) => [...context.getImageData(Math.round(x!), Math.round(y!), 1, 1).data].slice(0, 3));
    },
    [png, points] as const,
  );
  await blank.close();
  return colours;
}

const brightness = (colour: readonly number[]): number => colour.reduce((sum, part) => sum + part, 0);

for (const [name, samples, isMasked] of [
  ['uint16', Uint16Array.from(picture(0)), true],
  ['int32', Int32Array.from(picture(-1)), true],
  ['float32', Float32Array.from(picture(Number.NaN)), false],
] as const)
  test(`WebGL draws ${name} samples: rings bright, gaps without data, row 0 on top`, async ({ page, server }) => {
    const address = new URL(server.url);
    address.searchParams.set('renderer', 'webgl');
    await page.goto(address.href);
    await page.getByRole('button', { name: 'Integrate', exact: true }).click();
    const image = join(server.folder, `${name}.npy`);
    await writeNpy(image, samples, SHAPE);
    await dropFiles(page, image);
    await expect(imageView(page)).toHaveAccessibleName('Detector image, 96 pixels wide, 64 high');
    // A canvas keeps its first kind of context: WebGL is not asked for here, it is there already.
    expect(
      await page.evaluate(() => document.querySelector('canvas')!.getContext('2d') === null),
      'drawn by WebGL',
    ).toBe(true);

    if (isMasked) {
      const mask = join(server.folder, 'gap.npy');
      const rows = (i: number): boolean =>
        Math.floor(i / SHAPE[1]) >= GAP.first && Math.floor(i / SHAPE[1]) <= GAP.last;
      await writeNpy(
        mask,
        Uint16Array.from(samples, (_value, i) => (rows(i) ? 1 : 0)),
        SHAPE,
      );
      await page.getByRole('button', { name: 'Choose mask' }).click();
      const dialog = page.getByRole('dialog', { name: 'Add mask' });
      await dialog.getByRole('option', { name: /^gap\.npy/ }).dblclick();
      await expect(page.getByRole('button', { name: 'Remove mask gap.npy' })).toBeVisible();
    }

    // Zero counts that somebody masked stay counts, tinted; below zero or no number is no measurement at all.
    const gap = async (): Promise<number[]> => (await coloursAt(page, [[45, 60]]))[0]!;
    if (name === 'uint16') await expect.poll(async () => brightness(await gap())).toBeGreaterThan(100);
    else await expect.poll(gap).toEqual(NO_DATA);

    const [ring, upsideDown, mirrored] = await coloursAt(page, [
      [RING.row - RING.radius, RING.column],
      [SHAPE[0] - 1 - (RING.row - RING.radius), RING.column],
      [RING.row, SHAPE[1] - 1 - (RING.column - RING.radius)],
    ]);
    expect(brightness(ring!)).toBeGreaterThan(450); // of 765; inferno ends in light yellow
    expect(brightness(upsideDown!)).toBeLessThan(350);
    expect(brightness(mirrored!)).toBeLessThan(350);
  });
