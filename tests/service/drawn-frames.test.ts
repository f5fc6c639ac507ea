import { describe, expect, it } from 'vitest';
import { createDrawnFrames } from '../../src-main/service/drawn-frames.ts';
import { createMaskStore } from '../../src-main/store/mask-store.ts';
import { packMask } from '../../src-shared/model/packed-mask.ts';

const shape = [2, 5] as const;
const frame = (own?: number[]) => ({
  samples: new Int32Array(10),
  shape,
  metadata: { header: {} },
  ...(own ? { mask: Uint8Array.from(own) } : {}),
});
const drawnAt = (store: ReturnType<typeof createMaskStore>, ...pixels: number[]) =>
  store.keepDrawn('layers', shape, packMask(Uint8Array.from({ length: 10 }, (_, p) => (pixels.includes(p) ? 1 : 0))));
const masked = ({ mask }: { readonly mask?: Uint8Array }) => [...mask!].flatMap((value, p) => (value ? [p] : []));

describe('drawn frames', () => {
  const store = createMaskStore();

  it('leave out what was drawn, what another layer mask leaves out, and what the image itself does', () => {
    const frames = createDrawnFrames();
    expect(
      masked(frames.lend(frame([0, 0, 0, 0, 0, 0, 0, 0, 0, 7]), [drawnAt(store, 1), drawnAt(store, 4)]).image),
    ).toEqual([1, 4, 9]);
  });

  it('keep their mask while somebody looks at them, however many are drawn meanwhile', () => {
    const frames = createDrawnFrames();
    const image = frame();
    const first = frames.lend(image, [drawnAt(store, 3)]);
    for (let p = 4; p < 9; p++) frames.lend(image, [drawnAt(store, p)]).release();
    expect(masked(first.image)).toEqual([3]);
  });

  it('lie in the same memory once nobody looks at them any more', () => {
    const frames = createDrawnFrames();
    const image = frame();
    const buffers = new Set<unknown>();
    for (let p = 0; p < 10; p++) {
      const { image: lent, release } = frames.lend(image, [drawnAt(store, p)]);
      expect(masked(lent)).toEqual([p]);
      buffers.add(lent.mask!.buffer);
      release();
    }
    expect(buffers.size).toBe(1);
  });

  it('are one frame for a cake and a pattern that ask alike', () => {
    const frames = createDrawnFrames();
    const [image, drawn] = [frame(), [drawnAt(store, 2)]];
    expect(frames.lend(image, drawn).image).toBe(frames.lend(image, drawn).image);
  });
});
