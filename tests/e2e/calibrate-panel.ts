import type { Locator, Page } from '@playwright/test';
import { imageView } from './annulus-fixtures.ts';

/** Places on an image of which centre and radii of the rings are known, px. */
export interface KnownRings {
  readonly centre: { readonly x: number; readonly y: number };
  readonly radii: readonly number[];
  readonly shape: { readonly rows: number; readonly columns: number };
}

export const PILATUS_1M: KnownRings['shape'] = { rows: 1043, columns: 981 };

/**
 * The simulated image: Fit2D form of the calibration in annulus-fixtures.ts, and 200.16 mm · tan 2θ for the first two
 * rings, with 2θ = 7.473° (111) and 8.632° (200) at 0.4066 Å, in pixels of 172 µm.
 */
export const SIMULATED: KnownRings = { centre: { x: 338.1, y: 374.6 }, radii: [152.6, 176.7], shape: PILATUS_1M };

export const verdict = (window: Page): Locator => window.getByRole('region', { name: 'Verdict' });
export const tools = (window: Page): Locator => window.getByRole('toolbar', { name: 'Points by hand' });
export const panel = (window: Page): Locator => window.getByRole('region', { name: 'Calibrate' });
export const calibrateButton = (window: Page): Locator =>
  panel(window).getByRole('button', { name: 'Calibrate', exact: true });
/** Points picked so far, as the bar over the image says. */
export const pointCount = (window: Page): Locator => tools(window).getByRole('status');

/** Screen position of a place of the image that fills its pane. */
export async function placeOnScreen(
  window: Page,
  x: number,
  y: number,
  shape = PILATUS_1M,
): Promise<{ x: number; y: number }> {
  const box = (await imageView(window).boundingBox())!;
  const zoom = Math.min((box.width - 16) / shape.columns, (box.height - 16) / shape.rows); // margins of 8 px
  return {
    x: box.x + box.width / 2 + (x - shape.columns / 2) * zoom,
    y: box.y + box.height / 2 + (y - shape.rows / 2) * zoom,
  };
}

/** Screen position of a place on a ring, `angle` in degrees from the columns axis towards higher rows. */
export async function onScreen(window: Page, { centre, shape }: KnownRings, radius: number, angle: number) {
  const radians = (angle * Math.PI) / 180;
  return placeOnScreen(window, centre.x + radius * Math.cos(radians), centre.y + radius * Math.sin(radians), shape);
}

export async function clickRing(window: Page, rings: KnownRings, ring: number, angle: number): Promise<void> {
  const { x, y } = await onScreen(window, rings, rings.radii[ring]!, angle);
  await window.mouse.click(x, y);
}

/** Types into a field and confirms it. */
export async function typeInto(field: Locator, text: string): Promise<void> {
  await field.fill(text);
  await field.press('Enter');
}

/** Counts every press of a mouse button on the page from now on. */
export async function countPresses(window: Page): Promise<() => Promise<number>> {
  await window.evaluate(() => {
    const counted = Object.assign(globalThis, { pressCount: 0 });
    document.addEventListener('pointerdown', () => counted.pressCount++, { capture: true });
  });
  return () => window.evaluate(() => (globalThis as unknown as { pressCount: number }).pressCount);
}
