import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dropFiles, expect, imageView, test } from './annulus-fixtures.ts';

/** A NumPy file of frames that each hold one value. */
function npyStack(frames: number, rows: number, columns: number): Buffer {
  const header = `{'descr': '<i4', 'fortran_order': False, 'shape': (${frames}, ${rows}, ${columns}), }`;
  const padded = header.padEnd(64 * Math.ceil((header.length + 11) / 64) - 11) + '\n';
  const head = Buffer.alloc(10);
  head.write('\x93NUMPY\x01\x00', 'latin1');
  head.writeUInt16LE(padded.length, 8);
  const values = Int32Array.from({ length: frames * rows * columns }, (_, i) => 100 * Math.floor(i / (rows * columns)));
  return Buffer.concat([head, Buffer.from(padded, 'latin1'), Buffer.from(values.buffer)]);
}

test('the frames of one file are stepped through by key, slider and number', async ({ window, server }) => {
  const file = join(server.folder, 'stack.npy');
  await writeFile(file, npyStack(5, 40, 60));
  await dropFiles(window, file);
  await expect(imageView(window)).toHaveAccessibleName('Detector image, 60 pixels wide, 40 high');
  const number = window.getByRole('spinbutton', { name: 'Frame number' });
  await expect(number).toHaveValue('0');

  const readIntensity = async (): Promise<string> => {
    const box = (await imageView(window).boundingBox())!;
    await window.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await window.mouse.move(box.x + box.width / 2 + 2, box.y + box.height / 2);
    return window.locator('.status-line .cell', { hasText: /^I/ }).locator('dd').innerText();
  };
  await window.keyboard.press('PageDown');
  await expect(number).toHaveValue('1');
  await expect.poll(readIntensity).toBe('100');
  await number.fill('4');
  await number.press('Enter');
  await expect.poll(readIntensity).toBe('400');
  await window.getByRole('slider', { name: 'Frame', exact: true }).focus();
  await window.keyboard.press('ArrowLeft');
  await expect(number).toHaveValue('3');
  await expect(window.getByRole('button', { name: 'Next frame' })).toBeEnabled();
  await number.fill('5');
  await number.press('Enter');
  await expect(window.getByText('It must be at most 4.')).toBeVisible();
});
