import { expect, it } from 'vitest';
import { formatDuration } from '../../../src-renderer/workspace/batch/format-duration.ts';

it('durations are given as exactly as anyone wants to know', () => {
  expect([0, 0.44, 9.94, 9.97, 41.2, 59.6, 185, 3599.6, 7800].map(formatDuration)).toEqual([
    '0.0 s',
    '0.4 s',
    '9.9 s',
    '10 s',
    '41 s',
    '1 min 00 s',
    '3 min 05 s',
    '1 h 00 min',
    '2 h 10 min',
  ]);
});
