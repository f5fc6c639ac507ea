import { expect, imageView, patternPlot, test } from './annulus-fixtures.ts';

test('everything from opening to saving goes by keyboard alone', async ({ window }) => {
  const { keyboard } = window;
  await keyboard.press('Control+o');
  await expect(window.getByRole('listbox', { name: 'Files in beamtime' })).toBeFocused();
  await keyboard.type('ceo2.t');
  await keyboard.press('Enter');
  await expect(imageView(window)).toBeVisible();
  await keyboard.press('Control+Shift+o');
  await expect(window.getByRole('listbox', { name: 'Files in beamtime' })).toBeFocused();
  await keyboard.type('ceo2.p');
  await keyboard.press('Enter');
  await expect(patternPlot(window)).toBeVisible();
  await keyboard.press('Control+k');
  await keyboard.type('intlog');
  await keyboard.press('Enter');
  await expect(window.getByLabel('Intensity scale of the pattern')).toHaveValue('log');
  await keyboard.press('Control+s');
  await expect(window.getByRole('button', { name: 'Save', exact: true })).toBeFocused();
  await keyboard.press('Enter');
  await expect(window.getByText('Saved CeO2.xy.')).toBeVisible();
});

test('the palette lists commands with their keys, says what cannot be done, and gives the focus back', async ({
  window,
}) => {
  await window.getByRole('button', { name: 'Open…' }).first().focus();
  await window.keyboard.press('Control+k');
  const search = window.getByRole('combobox', { name: 'Search commands' });
  await expect(search).toBeFocused();
  await search.fill('undo');
  const row = window.getByRole('option', { name: /Undo/ });
  await expect(row).toContainText('Ctrl+Z');
  await expect(row).toHaveAttribute('aria-disabled', 'true');
  await search.fill('xyzzy');
  await expect(window.getByText('No command has these letters.')).toBeVisible();
  await window.keyboard.press('Escape');
  await expect(search).toBeHidden();
  await expect(window.getByRole('button', { name: 'Open…' }).first()).toBeFocused();
});

test('arrows step through the files of a folder in natural order', async ({ window }) => {
  await window.keyboard.press('Control+o');
  await expect(window.getByRole('listbox', { name: 'Files in beamtime' })).toBeFocused();
  await window.keyboard.type('series');
  await window.keyboard.press('Enter');
  await expect(window.getByRole('listbox', { name: 'Files in series' })).toBeFocused();
  await expect(window.getByRole('option').first()).toContainText('scan_2.tif');
  await window.keyboard.press('Enter');
  const name = window.locator('.frame-bar .name');
  await expect(name).toHaveText('scan_2.tif');
  await window.keyboard.press('ArrowRight');
  await expect(name).toHaveText('scan_10.tif');
  await window.keyboard.press('ArrowRight');
  await expect(window.getByText('scan_10.tif is the last image of its folder.')).toBeVisible();
  await window.keyboard.press('ArrowLeft');
  await expect(name).toHaveText('scan_2.tif');
});

test('the file browser goes up with Backspace and comes back to where it was', async ({ window }) => {
  await window.keyboard.press('Control+o');
  await expect(window.getByRole('listbox', { name: 'Files in beamtime' })).toBeFocused();
  await window.keyboard.type('series');
  await window.keyboard.press('Enter');
  await expect(window.getByRole('listbox', { name: 'Files in series' })).toBeFocused();
  await window.keyboard.press('Backspace');
  await expect(window.getByRole('listbox', { name: 'Files in beamtime' })).toBeVisible();
  await expect(window.getByRole('option', { name: /series/ })).toHaveAttribute('aria-selected', 'true');
  await window.keyboard.press('Escape');
  await expect(window.getByRole('dialog')).toBeHidden();
});

test('every control can be reached with Tab and shows where the focus is', async ({ window }) => {
  const reached = new Set<string>();
  for (let i = 0; i < 80; i++) {
    await window.keyboard.press('Tab');
    const { name, outline } = await window.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      if (element === document.body) return { name: '', outline: true }; // between the last control and the first
      const style = getComputedStyle(element);
      const after = getComputedStyle(element, '::after');
      const isVisible =
        style.outlineStyle !== 'none' || after.borderTopStyle !== 'none' || element.className.includes('handle');
      return { name: element.getAttribute('aria-label') ?? element.innerText, outline: isVisible };
    });
    if (name) expect({ name, outline }).toEqual({ name, outline: true });
    reached.add(name);
  }
  for (const wanted of [
    'Bins',
    'Pixel splitting',
    'Calibrant',
    'Image and pattern',
    'Size of the panel',
    'Name of the pattern without suffix',
  ])
    expect([...reached]).toContain(wanted);
});
