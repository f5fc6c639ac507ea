import { describe, expect, it } from 'vitest';
import { growMask, invertMask, shrinkMask } from '../../src-shared/mask/grow-mask.ts';
import type { Shape } from '../../src-shared/model/detector-image.ts';
import { createRandom } from '../../src-shared/simulation/random.ts';

const SHAPE: Shape = [37, 53];
const PIXELS = 37 * 53;
const count = (mask: Uint8Array): number => mask.reduce((total, value) => total + value, 0);

function sparse(seed: number, share: number): Uint8Array {
  const random = createRandom(seed);
  return Uint8Array.from({ length: PIXELS }, () => (random.next() < share ? 1 : 0));
}

/** Every pixel asks every other one. */
function grownByDefinition(mask: Uint8Array, radius: number): Uint8Array {
  const [rows, columns] = SHAPE;
  const reach = Math.floor(radius);
  return Uint8Array.from(mask, (_, p) => {
    const [i, j] = [Math.floor(p / columns), p % columns];
    for (let y = Math.max(0, i - reach); y <= Math.min(rows - 1, i + reach); y++)
      for (let x = Math.max(0, j - reach); x <= Math.min(columns - 1, j + reach); x++)
        if (mask[y * columns + x] !== 0 && (y - i) ** 2 + (x - j) ** 2 <= radius * radius) return 1;
    return 0;
  });
}

describe('growMask', () => {
  it.each([0, 1, 1.5, 2.3, 5, 40])('gives what its definition gives, radius %f', (radius) => {
    const mask = sparse(7, 0.02);
    expect(growMask(mask, SHAPE, radius)).toEqual(grownByDefinition(mask, radius));
  });

  it('adds four neighbours with a radius of 1, eight with 1.5', () => {
    const dot = new Uint8Array(PIXELS);
    dot[20 * 53 + 20] = 1;
    expect(count(growMask(dot, SHAPE, 1))).toBe(5);
    expect(count(growMask(dot, SHAPE, 1.5))).toBe(9);
  });

  it('leaves an empty mask empty and its argument untouched', () => {
    const dot = sparse(3, 0.01);
    const before = dot.slice();
    growMask(dot, SHAPE, 4);
    expect(dot).toEqual(before);
    expect(count(growMask(new Uint8Array(PIXELS), SHAPE, 50))).toBe(0);
  });

  it('refuses a mask of another size', () => {
    expect(() => growMask(new Uint8Array(5), SHAPE, 1)).toThrow('5 entries for 37 × 53 pixels');
  });
});

describe('shrinkMask', () => {
  it('takes a rectangle back to what it was before it grew by a square-cornered step', () => {
    const rectangle = new Uint8Array(PIXELS);
    for (let i = 10; i < 20; i++) rectangle.fill(1, i * 53 + 5, i * 53 + 30);
    const inner = new Uint8Array(PIXELS);
    for (let i = 11; i < 19; i++) inner.fill(1, i * 53 + 6, i * 53 + 29);
    expect(shrinkMask(rectangle, SHAPE, 1)).toEqual(inner);
  });

  it('does not eat into a mask from the border of the image', () => {
    const left = new Uint8Array(PIXELS);
    for (let i = 0; i < 37; i++) left.fill(1, i * 53, i * 53 + 10);
    expect(count(shrinkMask(left, SHAPE, 2))).toBe(37 * 8);
  });

  it('is the growth of everything else', () => {
    const mask = sparse(11, 0.9);
    expect(shrinkMask(mask, SHAPE, 2)).toEqual(invertMask(grownByDefinition(invertMask(mask), 2)));
  });
});
