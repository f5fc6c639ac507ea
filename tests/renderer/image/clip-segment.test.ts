import { expect, test } from 'vitest';
import { clipSegment } from '../../../src-renderer/image/clip-segment.ts';

const area = { left: 0, top: 0, right: 10, bottom: 20 };

test('a segment inside is kept whole', () => {
  expect(clipSegment(1, 1, 9, 19, area)).toEqual([0, 1]);
});

test('a segment that crosses is cut at both edges', () => {
  expect(clipSegment(-10, 5, 30, 5, area)).toEqual([0.25, 0.5]);
  expect(clipSegment(5, 40, 5, 10, area)).toEqual([2 / 3, 1]);
});

test('a segment beside the rectangle is dropped, also one that passes its corner', () => {
  expect(clipSegment(-5, 1, -1, 19, area)).toBeNull();
  expect(clipSegment(-4, 3, 3, -4, area)).toBeNull();
  expect(clipSegment(0, 25, 10, 25, area)).toBeNull();
});
