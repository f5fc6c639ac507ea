import { expect, test } from './annulus-fixtures.ts';

test('menus, palette and keys are one list of commands', async ({ window }) => {
  for (const menu of ['File', 'Edit', 'View', 'Calibration', 'Pattern', 'Help']) {
    await window.getByRole('menuitem', { name: menu, exact: true }).click();
    await expect(window.getByRole('menu')).toBeVisible();
    await window.keyboard.press('Escape');
    await expect(window.getByRole('menu')).toBeHidden();
  }
  const rings = window.getByRole('button', { name: 'Calibrant rings' });
  await expect(rings).toHaveAttribute('aria-pressed', 'true');
  await window.getByRole('menuitem', { name: 'View', exact: true }).click();
  await window.getByRole('menuitemcheckbox', { name: /^Calibrant rings/ }).click();
  await expect(rings).toHaveAttribute('aria-pressed', 'false');
  await window.keyboard.press('Alt+r');
  await expect(rings).toHaveAttribute('aria-pressed', 'true');
  await window.keyboard.press('Control+z');
  await expect(rings).toHaveAttribute('aria-pressed', 'false');
});

test('panes are resized by dragging, and a double click puts them back', async ({ window }) => {
  const handle = window.getByRole('separator', { name: 'Size of the panel' });
  const value = async (): Promise<number> => Number(await handle.getAttribute('aria-valuenow'));
  const start = await value();
  const box = (await handle.boundingBox())!;
  await window.mouse.move(box.x + 300, box.y + 2);
  await window.mouse.down();
  await window.mouse.move(box.x + 300, box.y - 98, { steps: 5 });
  await window.mouse.up();
  // 100 px of about 700
  expect(await value()).toBeLessThan(start - 10);
  expect(await value()).toBeGreaterThan(start - 20);
  await handle.dblclick();
  expect(await value()).toBe(start);
});

test('the panel can be hidden and put at the side', async ({ window }) => {
  const panel = window.getByRole('region', { name: 'Integrate' });
  await expect(panel).toBeVisible();
  await window.keyboard.press('Alt+p');
  await expect(panel).toBeHidden();
  await window.keyboard.press('Alt+p');
  await window.keyboard.press('Control+k');
  await window.keyboard.type('panel at the side');
  await window.keyboard.press('Enter');
  await expect(window.getByRole('separator', { name: 'Size of the panel' })).toHaveAttribute(
    'aria-orientation',
    'vertical',
  );
  await expect(panel).toBeVisible();
});
