// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nextTick } from 'vue';
import DetectorImageView, { type ImagePosition } from '../../../src-renderer/image/DetectorImageView.vue';
import type { ImageGrips } from '../../../src-renderer/image/image-grips.ts';
import type { ImageView } from '../../../src-renderer/image/image-view.ts';
import { stubPane } from '../pane-stub.ts';

enableAutoUnmount(afterEach);
beforeEach(() => stubPane(400, 300));

// 100 rows × 200 columns; each sample is its index. At zoom 2 the image fills the pane's width exactly.
const frame = { samples: Uint16Array.from({ length: 20_000 }, (_, i) => i), shape: [100, 200] as const };
const atTwo: ImageView = { centreX: 100, centreY: 50, zoom: 2 };

async function mountView(props = {}) {
  const wrapper = mount(DetectorImageView, {
    props: { frame, levels: [0, 100], view: atTwo, ...props },
    slots: { empty: 'Drop an image here' },
    attachTo: document.body,
  });
  await frames();
  return wrapper;
}

async function frames() {
  await nextTick();
  await new Promise((resolve) => requestAnimationFrame(resolve));
  await nextTick();
}

type Wrapper = Awaited<ReturnType<typeof mountView>>;
const surface = (wrapper: Wrapper) => wrapper.get('[role="application"]');
const lastView = (wrapper: Wrapper) => wrapper.emitted<[ImageView | null]>('update:view')?.at(-1)?.[0];
const picks = (wrapper: Wrapper) => (wrapper.emitted<[ImagePosition]>('pick') ?? []).map(([position]) => position);

async function drag(wrapper: Wrapper, from: [number, number], to: [number, number], init = {}) {
  const target = surface(wrapper);
  await target.trigger('pointerdown', { button: 0, clientX: from[0], clientY: from[1], ...init });
  await target.trigger('pointermove', { clientX: to[0], clientY: to[1] });
  await target.trigger('pointerup', { button: 0, clientX: to[0], clientY: to[1], ...init });
}

async function click(wrapper: Wrapper, x: number, y: number, init = {}) {
  await drag(wrapper, [x, y], [x, y], init);
}

describe('a DetectorImageView', () => {
  test('tells position and value under the cursor, row 0 on top', async () => {
    const wrapper = await mountView();
    // Screen (23, 57) is image (11.5, 3.5): the pane's top left corner is image (0, −25).
    await surface(wrapper).trigger('pointermove', { clientX: 23, clientY: 57 });
    await frames();
    expect(wrapper.emitted('cursor')!.at(-1)).toEqual([{ x: 11.5, y: 3.5, value: 3 * 200 + 11 }]);
    await surface(wrapper).trigger('pointermove', { clientX: 23, clientY: 20 });
    await frames();
    expect(wrapper.emitted('cursor')!.at(-1)).toEqual([{ x: 11.5, y: -15, value: null }]);
  });

  test('tells the cursor once per animation frame', async () => {
    const wrapper = await mountView();
    for (let x = 10; x < 60; x++) await surface(wrapper).trigger('pointermove', { clientX: x, clientY: 150 });
    const before = wrapper.emitted('cursor')?.length ?? 0;
    await frames();
    expect(wrapper.emitted('cursor')!.length).toBeLessThanOrEqual(before + 1);
    expect(wrapper.emitted<[ImagePosition]>('cursor')!.at(-1)![0].x).toBe(29.5);
  });

  test('tells the value of the next file under a cursor that rests', async () => {
    const wrapper = await mountView();
    await surface(wrapper).trigger('pointermove', { clientX: 23, clientY: 57 });
    await frames();
    await wrapper.setProps({ frame: { samples: new Uint16Array(20_000).fill(7), shape: [100, 200] } });
    await frames();
    expect(wrapper.emitted('cursor')!.at(-1)).toEqual([{ x: 11.5, y: 3.5, value: 7 }]);
  });

  test('zooms with the wheel at the cursor', async () => {
    const wrapper = await mountView();
    await surface(wrapper).trigger('wheel', { clientX: 100, clientY: 150, deltaY: -Math.log(2) / Math.log(1.002) });
    // Image point (50, 50) stays at screen (100, 150): the centre moves half way towards it.
    const view = lastView(wrapper)!;
    expect(view.zoom).toBeCloseTo(4, 12);
    expect(view.centreX).toBeCloseTo(75, 12);
    expect(view.centreY).toBeCloseTo(50, 12);
  });

  test('the wheel turned towards the user zooms out', async () => {
    const wrapper = await mountView({ view: { ...atTwo, zoom: 20 } });
    await surface(wrapper).trigger('wheel', { clientX: 200, clientY: 150, deltaY: 100 });
    expect(lastView(wrapper)!.zoom).toBeLessThan(20);
  });

  test.each(['dioptas', 'silx'] as const)('%s: a left drag zooms to the box', async (mousePreset) => {
    const wrapper = await mountView({ mousePreset });
    await drag(wrapper, [100, 100], [200, 175]);
    expect(lastView(wrapper)).toEqual({ centreX: 75, centreY: 43.75, zoom: 8 });
    expect(picks(wrapper)).toEqual([]);
  });

  test.each(['dioptas', 'silx'] as const)(
    '%s: a left click picks, with a hand that shakes by 3 px too',
    async (mousePreset) => {
      const wrapper = await mountView({ mousePreset });
      await click(wrapper, 100, 150);
      expect(picks(wrapper)).toEqual([{ x: 50, y: 50, value: 50 * 200 + 50 }]);
      await drag(wrapper, [20, 150], [22, 152]);
      expect(picks(wrapper)).toHaveLength(2);
      expect(picks(wrapper)[1]!.x).toBe(10); // where the button went down
      expect(lastView(wrapper)).toBeUndefined();
    },
  );

  test('a click beside the image picks nothing', async () => {
    const wrapper = await mountView();
    await click(wrapper, 100, 10);
    expect(picks(wrapper)).toEqual([]);
  });

  test('dioptas: a right click zooms out by 2 at the cursor, Ctrl with the left button as well', async () => {
    const wrapper = await mountView({ view: { ...atTwo, zoom: 8 } });
    await click(wrapper, 200, 150, { button: 2 });
    expect(lastView(wrapper)).toEqual({ ...atTwo, zoom: 4 });
    await click(wrapper, 210, 150, { button: 0, ctrlKey: true });
    expect(picks(wrapper)).toEqual([]);
    expect(lastView(wrapper)!.zoom).toBe(2);
    await click(wrapper, 230, 150, { button: 2 });
    expect(lastView(wrapper)).toBeNull(); // 1 would be smaller than the fitted image at 1.92
  });

  test('dioptas: a right drag pans, a right double click fits', async () => {
    const wrapper = await mountView({ view: { ...atTwo, zoom: 20 } });
    await drag(wrapper, [200, 150], [240, 130], { button: 2 });
    expect(lastView(wrapper)).toEqual({ centreX: 98, centreY: 51, zoom: 20 });
    await click(wrapper, 200, 150, { button: 2 });
    await click(wrapper, 201, 150, { button: 2 });
    expect(lastView(wrapper)).toBeNull();
  });

  test('silx: middle and shift drags pan, a right click goes back, a double click fits', async () => {
    const wrapper = await mountView({ mousePreset: 'silx' });
    await drag(wrapper, [200, 150], [220, 150], { button: 1 });
    expect(lastView(wrapper)!.centreX).toBe(90);
    await drag(wrapper, [200, 150], [210, 150], { shiftKey: true });
    expect(lastView(wrapper)!.centreX).toBe(85);
    const before = lastView(wrapper);
    await drag(wrapper, [100, 100], [200, 175]);
    expect(lastView(wrapper)!.zoom).toBe(8);
    await click(wrapper, 50, 50, { button: 2 });
    expect(lastView(wrapper)).toEqual(before);
    await click(wrapper, 100, 150);
    await click(wrapper, 100, 150);
    expect(lastView(wrapper)).toBeNull();
    expect(picks(wrapper)).toHaveLength(1);
  });

  test('works by keyboard', async () => {
    const wrapper = await mountView({ view: { ...atTwo, zoom: 8 } });
    await surface(wrapper).trigger('keydown', { key: 'ArrowRight' });
    expect(lastView(wrapper)).toEqual({ centreX: 105, centreY: 50, zoom: 8 }); // a tenth of 400 px at zoom 8
    await surface(wrapper).trigger('keydown', { key: 'ArrowUp', shiftKey: true });
    expect(lastView(wrapper)!.centreY).toBe(50 - 150 / 8); // half of 300 px
    await surface(wrapper).trigger('keydown', { key: '+' });
    expect(lastView(wrapper)!.zoom).toBe(10);
    await surface(wrapper).trigger('keydown', { key: '-' });
    expect(lastView(wrapper)!.zoom).toBe(8);
    await surface(wrapper).trigger('keydown', { key: '0' });
    expect(lastView(wrapper)).toBeNull();
  });

  test('leaves ← and → to the window after a click, but not after Tab', async () => {
    const wrapper = await mountView({ view: { ...atTwo, zoom: 8 } });
    const press = () => {
      const event = new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true });
      surface(wrapper).element.dispatchEvent(event);
      return event.defaultPrevented;
    };
    await click(wrapper, 200, 150);
    expect(press()).toBe(false);
    await surface(wrapper).trigger('blur');
    expect(press()).toBe(true);
  });

  test('lets things on it be taken hold of, dragged, dropped, given up, and moved by keys', async () => {
    const told: unknown[] = [];
    const grips: ImageGrips = {
      handles: () => [{ id: 'a', x: 100, y: 50, shape: 'square', cursor: 'move', isActive: false }],
      cursorAt: (at) => (Math.hypot(at.x - 100, at.y - 50) < 4 ? 'move' : null),
      take: (at, pixel) => Math.hypot(at.x - 100, at.y - 50) <= 8 * pixel,
      drag: (to) => void told.push(['drag', to.x, to.y]),
      drop: () => void told.push('drop'),
      giveUp: () => void told.push('give up'),
      press: (key) => {
        told.push(key);
        return key === 'ArrowRight';
      },
    };
    const wrapper = await mountView({ grips });
    await drag(wrapper, [204, 150], [220, 160]); // 4 CSS px beside the handle in the middle of the pane
    expect(told).toEqual([['drag', 110, 55], 'drop']);
    expect(picks(wrapper)).toEqual([]);
    expect(lastView(wrapper)).toBeUndefined();
    told.length = 0;
    await drag(wrapper, [220, 150], [260, 200]); // beside it, a drag zooms as ever
    expect(told).toEqual([]);
    expect(lastView(wrapper)).toBeDefined();

    await wrapper.setProps({ view: { ...atTwo } });
    const target = surface(wrapper);
    await target.trigger('pointerdown', { button: 0, clientX: 200, clientY: 150 });
    await target.trigger('pointermove', { clientX: 240, clientY: 150 });
    await target.trigger('keydown', { key: 'Escape' });
    await target.trigger('pointermove', { clientX: 260, clientY: 150 });
    await target.trigger('pointerup', { button: 0, clientX: 260, clientY: 150 });
    expect(told).toEqual([['drag', 120, 50], 'give up']);
    const before = lastView(wrapper);
    await target.trigger('keydown', { key: 'ArrowRight' });
    expect(lastView(wrapper)).toEqual(before);
    await target.trigger('keydown', { key: '0' });
    expect(lastView(wrapper)).toBeNull();
  });

  test('keeps its view for a file of the same shape and drops it for another detector', async () => {
    const wrapper = await mountView();
    await wrapper.setProps({ frame: { samples: new Uint16Array(20_000), shape: [100, 200] } });
    expect(lastView(wrapper)).toBeUndefined();
    await wrapper.setProps({ frame: { samples: new Uint16Array(100), shape: [10, 10] } });
    expect(lastView(wrapper)).toBeNull();
  });

  test('names itself and its size, and has room for a hint when empty', async () => {
    const wrapper = await mountView();
    expect(surface(wrapper).attributes('aria-label')).toBe('Detector image, 200 pixels wide, 100 high');
    expect(wrapper.text()).not.toContain('Drop an image here');
    await wrapper.setProps({ frame: null });
    expect(surface(wrapper).attributes('aria-label')).toBe('Detector image, empty');
    expect(wrapper.text()).toContain('Drop an image here');
  });

  test('a brush draws from piece to piece with its radius in image pixels, and zooms nothing', async () => {
    const wrapper = await mountView({ leftDrag: 'draw' });
    await drag(wrapper, [100, 150], [120, 160]);
    // Half of the 12 CSS px at zoom 2.
    expect(wrapper.emitted('draw')).toEqual([[{ x: 50, y: 50, value: 10_050 }, { x: 60, y: 55, value: 11_060 }, 6]]);
    expect(wrapper.emitted('drawEnd')).toHaveLength(1);
    expect(lastView(wrapper)).toBeUndefined();
  });

  test('a click with the brush is a dab', async () => {
    const wrapper = await mountView({ leftDrag: 'draw' });
    await click(wrapper, 100, 150);
    const place = { x: 50, y: 50, value: 10_050 };
    expect(wrapper.emitted('draw')).toEqual([[place, place, 6]]);
    expect(wrapper.emitted('drawEnd')).toHaveLength(1);
  });

  test('a box is marked without zooming', async () => {
    const wrapper = await mountView({ leftDrag: 'select' });
    await drag(wrapper, [100, 150], [120, 160]);
    expect(wrapper.emitted('select')).toEqual([
      [
        { x: 50, y: 50, value: 10_050 },
        { x: 60, y: 55, value: 11_060 },
      ],
    ]);
    expect(lastView(wrapper)).toBeUndefined();
  });

  test('Enter picks in the middle while one picks, and only then', async () => {
    const wrapper = await mountView({ isPicking: true });
    await surface(wrapper).trigger('keydown', { key: 'Enter' });
    expect(picks(wrapper)).toEqual([{ x: 100, y: 50, value: 10_100 }]);
    await wrapper.setProps({ isPicking: false });
    await surface(wrapper).trigger('keydown', { key: 'Enter' });
    expect(picks(wrapper)).toHaveLength(1);
  });
});
