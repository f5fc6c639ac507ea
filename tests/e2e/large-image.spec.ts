import { join } from 'node:path';
import { fitView } from '../../src-renderer/image/image-view.ts';
import { expect, imageView, test } from './annulus-fixtures.ts';
import { writeNpy } from './npy-file.ts';

const SIDE = 4096;

test('an image of 16 million pixels opens, zooms and pans, and the cursor reads its values', async ({
  window,
  server,
}) => {
  const samples = new Float32Array(SIDE * SIDE);
  for (let i = 0; i < samples.length; i++) {
    const distance = Math.hypot((i >> 12) - 2000, (i & 4095) - 1800);
    samples[i] = 100 + 50 * Math.cos(distance / 40);
  }
  for (let row = 1204; row < 1264; row++) samples.fill(4321.5, row * SIDE + 3426, row * SIDE + 3486);
  await writeNpy(join(server.folder, 'large.npy'), samples, [SIDE, SIDE]);

  await window.keyboard.press('Control+o');
  const start = Date.now();
  await window.getByRole('option', { name: /^large\.npy/ }).dblclick();
  await expect(imageView(window)).toHaveAccessibleName('Detector image, 4096 pixels wide, 4096 high');
  test.info().annotations.push({ type: 'time to image', description: `${Date.now() - start} ms` });

  const box = (await imageView(window).boundingBox())!;
  const { zoom } = fitView([SIDE, SIDE], box);
  const x = box.x + box.width / 2 + (3456.5 - SIDE / 2) * zoom;
  const y = box.y + box.height / 2 + (1234.5 - SIDE / 2) * zoom;
  const readout = window.getByLabel('Under the cursor');
  await window.mouse.move(x, y);
  // One screen pixel covers ten of the image; the wheel keeps the point under the pointer.
  for (let i = 0; i < 40; i++) await window.mouse.wheel(0, -120);
  await expect(readout).toContainText('4321.5');
  const column = async (): Promise<number> => Number(/x\s*([\d.]+)/.exec(await readout.innerText())?.[1]);
  const before = await column();
  expect(Math.abs(before - 3456.5)).toBeLessThan(1 / zoom);

  await window.mouse.down({ button: 'middle' });
  await window.mouse.move(x + 100, y, { steps: 5 });
  await window.mouse.up({ button: 'middle' });
  await window.mouse.move(x, y);
  await expect.poll(column).toBeLessThan(before - 0.4); // 100 px on screen, at most 200 for each pixel
});
