import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { annulus, dropFiles, expect, imageView, patternPlot, readColumns, test } from './annulus-fixtures.ts';
import { sharedFolder } from '../shared-folder.ts';

const folder = sharedFolder === undefined ? '' : join(sharedFolder, 'data', 'dioptas');
const image = join(folder, 'CeO2_Pilatus1M.tif');

test.describe('a real image of ceria', () => {
  test.skip(!existsSync(image), 'the shared folder with real images is not at hand');

  test('F001: with its calibration by Dioptas comes right way round by itself, with sharp rings', async ({
    window,
    server,
  }) => {
    await dropFiles(window, image, join(folder, 'CeO2_Pilatus1M.poni'));
    await expect(imageView(window)).toHaveAccessibleName('Detector image, 981 pixels wide, 1043 high');
    await expect(
      window.getByText('This calibration belongs to the rows-reversed image (Dioptas): orientation 2 taken.'),
    ).toBeVisible();
    await expect(patternPlot(window)).toBeVisible();
    await expect(window.getByRole('button', { name: 'Rows reversed', exact: true })).toHaveAttribute(
      'aria-pressed',
      'true',
    );

    // The file names no detector: offered where nobody can miss it, and the gaps of −1 counts are gone.
    const ignored = window.getByText(/^[\d,]+ ignored$/);
    const before = await ignored.innerText();
    await window.getByRole('button', { name: 'Use it: ignore its gaps' }).click();
    // 17 rows between each of five modules and 7 columns between two: 4·17·981 + 7·1043 − 4·17·7
    await expect(ignored).toHaveText(/73,533 ignored/);
    await window.keyboard.press('Control+z');
    await expect(ignored).toHaveText(before);
    await expect(window.getByRole('button', { name: 'Use it: ignore its gaps' })).toBeVisible();

    // Uploads are no folder to write to: save into the root.
    await window.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(window.getByText('Saved CeO2_Pilatus1M.xy.')).toBeVisible();
    const saved = await readColumns(join(server.folder, 'CeO2_Pilatus1M.xy'));
    await annulus(
      'integrate',
      image,
      '--poni',
      join(folder, 'CeO2_Pilatus1M.poni'),
      '--orientation',
      '2',
      '--out',
      join(server.folder, 'cli'),
    );
    expect(saved).toEqual(await readColumns(join(server.folder, 'cli', 'CeO2_Pilatus1M.xy')));

    // Sharp rings: the strongest line of ceria, 111 at 7.47°, stands far above its surroundings and is narrow.
    const peak = saved.reduce((best, row) => (row[1]! > best[1]! ? row : best));
    expect(peak[0]).toBeCloseTo(7.468, 1); // 2 asin(0.4066 / (2 · 5.411651 / √3))
    const halfWide = saved.filter((row) => row[1]! > peak[1]! / 2 && Math.abs(row[0]! - peak[0]!) < 1);
    expect(halfWide.length).toBeLessThanOrEqual(4); // of bins 0.03° wide; a wrong orientation smears it over a degree
  });
});
