import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { dropFiles, expect, patternPlot, test } from './annulus-fixtures.ts';

const axePath = createRequire(import.meta.url).resolve('axe-core');

/** Violations of WCAG 2 A and AA, in words. axe runs through the debugger, which the content policy does not bind. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(axePath, 'utf8'));
  const { violations: found } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }).axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'],
    }),
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

/** What scrolls sideways or does not show all of its text, in words. */
async function clipped(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      const { overflowX } = getComputedStyle(element);
      if (element.scrollWidth > element.clientWidth + 1 && (overflowX === 'auto' || overflowX === 'scroll'))
        found.push(`scrolls: ${element.className}`);
      // Text that may be shortened carries it whole as its title; buttons and fields must show all of theirs.
      if (
        element.matches('button, input.field:not([placeholder]), h1, h2, label') &&
        element.scrollWidth > element.clientWidth + 1 &&
        element.clientWidth > 1
      )
        found.push(`cut off: ${element.getAttribute('aria-label') ?? element.innerText}`);
    }
    return found;
  });
}

for (const theme of ['dark', 'light'] as const) {
  test(`the ${theme} window has no violation of WCAG A or AA, empty, at work, and in its dialogs`, async ({
    window,
    server,
  }) => {
    if (theme === 'light') await window.getByRole('button', { name: 'Use the light theme' }).click();
    expect(await violations(window)).toEqual([]);

    await dropFiles(window, join(server.folder, 'CeO2.tif'), join(server.folder, 'CeO2.poni'));
    await expect(patternPlot(window)).toBeVisible();
    await window.getByRole('checkbox', { name: 'Polarization' }).check();
    await window.keyboard.press('Alt+l');
    expect(await violations(window)).toEqual([]);

    await window.keyboard.press('Control+k');
    await expect(window.getByRole('combobox', { name: 'Search commands' })).toBeVisible();
    expect(await violations(window)).toEqual([]);
    await window.keyboard.press('Escape');

    await window.keyboard.press('Control+o');
    await expect(window.getByRole('option').first()).toBeVisible();
    expect(await violations(window)).toEqual([]);
  });
}

for (const [width, height] of [
  [1366, 768],
  [1920, 1080],
  [3840, 2160],
] as const) {
  test(`nothing is cut off and nothing scrolls sideways at ${width} × ${height}`, async ({ window, server }) => {
    await window.setViewportSize({ width, height });
    await dropFiles(window, join(server.folder, 'CeO2.tif'), join(server.folder, 'CeO2.poni'));
    await expect(patternPlot(window)).toBeVisible();
    await window.getByRole('checkbox', { name: 'Polarization' }).check();
    expect(await clipped(window)).toEqual([]);
  });
}

for (const [theme, width, height] of [
  ['dark', 1366, 768],
  ['light', 1920, 1080],
] as const) {
  test(`the Calibrate workspace, ${theme}, has no violation and cuts nothing off at ${width} × ${height}`, async ({
    window,
    server,
  }) => {
    await window.setViewportSize({ width, height });
    if (theme === 'light') await window.getByRole('button', { name: 'Use the light theme' }).click();
    await window.getByRole('navigation').getByRole('button', { name: 'Calibrate' }).click();
    await dropFiles(window, join(server.folder, 'CeO2.tif'));
    await window.getByLabel('Calibrant of the image').selectOption('CeO2');
    expect(await violations(window)).toEqual([]);
    await window.keyboard.press('Control+Enter');
    await expect(window.getByRole('region', { name: 'Verdict' })).toContainText('Good', { timeout: 60_000 });
    await expect(patternPlot(window)).toBeVisible({ timeout: 30_000 });
    await window.getByRole('tab', { name: 'Points' }).click();
    await window.getByRole('tabpanel').getByRole('button', { name: 'Extract more rings' }).click();
    await expect(window.getByRole('cell', { name: 'extracted' }).first()).toBeVisible({ timeout: 30_000 });
    for (const tab of ['Geometry', 'Points', 'Lines', 'Forms', 'History']) {
      await window.getByRole('tab', { name: tab }).click();
      await window.waitForTimeout(300); // texts come from the host
      expect(await violations(window), tab).toEqual([]);
      expect(await clipped(window), tab).toEqual([]);
    }
  });
}
