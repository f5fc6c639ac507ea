import { expect, test } from 'vitest';
import { pixelText } from '../../../src-renderer/image/pixel-values.ts';

test.each([
  [0, '0'],
  [621698, '621698'],
  [-1, '−1'],
  [2147483647, '2.147e9'],
  [0.123456, '0.1235'],
  [-1234.5678, '−1235'],
  [1.5e-7, '1.500e−7'],
  [Number.NaN, 'NaN'],
])('the value %d is written as %s', (value, text) => {
  expect(pixelText(value)).toBe(text);
});
