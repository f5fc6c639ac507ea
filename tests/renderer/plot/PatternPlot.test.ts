// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { nextTick } from 'vue';
import PatternPlot from '../../../src-renderer/plot/PatternPlot.vue';
import type { ChartContent } from '../../../src-renderer/plot/pattern-chart.ts';
import { stubPane } from '../pane-stub.ts';

const drawn = vi.hoisted((): { contents: ChartContent[] } => ({ contents: [] }));
vi.mock('../../../src-renderer/plot/pattern-chart.ts', () => ({
  createPatternChart: () => ({
    draw: (content: ChartContent) => drawn.contents.push(content),
    resize: () => {},
    dispose: () => {},
  }),
}));

enableAutoUnmount(afterEach);
beforeEach(() => {
  stubPane(600, 400);
  drawn.contents.length = 0;
});

const x = Float64Array.from({ length: 101 }, (_, i) => i / 10);
const curve = { id: 'a', label: 'CeO2', x, y: x.map((value) => 100 + 10 * value) };

async function mountPlot(props = {}, slots = {}) {
  const wrapper = mount(PatternPlot, {
    props: { curves: [curve], xLabel: '2θ (°)', ...props },
    slots,
    attachTo: document.body,
  });
  await frames();
  return wrapper;
}

/** Lets Vue and one animation frame pass. */
async function frames() {
  await nextTick();
  await new Promise((resolve) => requestAnimationFrame(resolve));
  await nextTick();
}

const lastContent = () => drawn.contents.at(-1)!;
type Wrapper = Awaited<ReturnType<typeof mountPlot>>;
const surface = (wrapper: Wrapper) => wrapper.get('[role="application"]');
const lastZoom = (wrapper: Wrapper) => wrapper.emitted<[{ x: unknown; y: unknown }]>('update:zoom')?.at(-1)?.[0];

/** Screen x of a value, from the frame that the chart was given. */
function screenOf(value: number) {
  const { x: axis, margins } = lastContent();
  const width = 600 - margins.left - margins.right;
  return margins.left + ((value - axis.range[0]) / (axis.range[1] - axis.range[0])) * width;
}

describe('PatternPlot', () => {
  test('shows the whole curve first', async () => {
    await mountPlot();
    expect(lastContent().x.range).toEqual([0, 10]);
    expect(lastContent().curves[0]!.points).toHaveLength(202);
  });

  test('keeps the zoom when new data arrive', async () => {
    const wrapper = await mountPlot({ zoom: { x: [2, 4], y: [50, 300] } });
    await wrapper.setProps({ curves: [{ ...curve, y: x.map((value) => 1e6 * value) }] });
    await frames();
    expect(lastContent().x.range).toEqual([2, 4]);
    expect(lastContent().y.range).toEqual([50, 300]);
  });

  test('fits the intensity axis to what is visible', async () => {
    const wrapper = await mountPlot({ zoom: { x: [4, 6], y: null } });
    expect(lastContent().y.range[0]).toBeCloseTo(140 - 0.04 * 20, 9);
    expect(lastContent().y.range[1]).toBeCloseTo(160 + 0.04 * 20, 9);
    await wrapper.setProps({ zoom: { x: null, y: null } });
    await frames();
    expect(lastContent().y.range[1]).toBeCloseTo(200 + 0.04 * 100, 9);
  });

  test('drops the zoom along x when the unit changes', async () => {
    const wrapper = await mountPlot({ zoom: { x: [2, 4], y: null } });
    await wrapper.setProps({ xLabel: 'q (nm⁻¹)' });
    expect(lastZoom(wrapper)).toEqual({ x: null, y: null });
  });

  test('keeps the zoom along x that its owner has converted to the new unit', async () => {
    const wrapper = await mountPlot({ zoom: { x: [2, 4], y: null } });
    await wrapper.setProps({ xLabel: 'q (nm⁻¹)', zoom: { x: [3, 6], y: null } });
    await frames();
    expect(lastZoom(wrapper)).toBeUndefined();
    expect(lastContent().x.range).toEqual([3, 6]);
  });

  test('zooms with the wheel about the cursor', async () => {
    const wrapper = await mountPlot();
    await surface(wrapper).trigger('wheel', {
      clientX: screenOf(5),
      clientY: 200,
      deltaY: -Math.log(2) / Math.log(1.002),
    });
    // The wheel zooms by 1.002 per px: this doubles it, about 5.
    const [from, to] = lastZoom(wrapper)!.x as [number, number];
    expect(from).toBeCloseTo(2.5, 9);
    expect(to).toBeCloseTo(7.5, 9);
  });

  test('zooms to a dragged box in both directions, to a flat one along x only', async () => {
    const wrapper = await mountPlot();
    const drag = async (fromX: number, fromY: number, toX: number, toY: number) => {
      await surface(wrapper).trigger('pointerdown', { button: 0, clientX: fromX, clientY: fromY });
      await surface(wrapper).trigger('pointermove', { clientX: toX, clientY: toY });
      await surface(wrapper).trigger('pointerup', { button: 0, clientX: toX, clientY: toY });
    };
    await drag(screenOf(6), 100, screenOf(3), 250);
    const zoom = lastZoom(wrapper) as { x: [number, number]; y: [number, number] };
    expect(zoom.x[0]).toBeCloseTo(3, 6);
    expect(zoom.x[1]).toBeCloseTo(6, 6);
    expect(zoom.y[1]).toBeGreaterThan(zoom.y[0]);
    await surface(wrapper).trigger('dblclick');
    expect(lastZoom(wrapper)).toEqual({ x: null, y: null });
    await drag(screenOf(1), 100, screenOf(2), 105);
    expect(lastZoom(wrapper)!.y).toBeNull();
  });

  test('a right click shows everything again', async () => {
    const wrapper = await mountPlot({ zoom: { x: [2, 4], y: [1, 2] } });
    await surface(wrapper).trigger('pointerdown', { button: 2, clientX: 300, clientY: 200 });
    await surface(wrapper).trigger('pointerup', { button: 2, clientX: 300, clientY: 200 });
    expect(lastZoom(wrapper)).toEqual({ x: null, y: null });
  });

  test('tells the place of the cursor and of a click', async () => {
    const wrapper = await mountPlot();
    await surface(wrapper).trigger('pointermove', { clientX: screenOf(7.5), clientY: 200 });
    await frames();
    expect(wrapper.emitted<[number]>('cursor')!.at(-1)![0]).toBeCloseTo(7.5, 9);
    expect(wrapper.get('.readout').text()).toContain('175');
    await surface(wrapper).trigger('pointerdown', { button: 0, clientX: screenOf(2), clientY: 200 });
    await surface(wrapper).trigger('pointerup', { button: 0, clientX: screenOf(2), clientY: 200 });
    expect(wrapper.emitted<[number]>('pick')!.at(-1)![0]).toBeCloseTo(2, 9);
    await surface(wrapper).trigger('pointerleave');
    await frames();
    expect(wrapper.emitted('cursor')!.at(-1)).toEqual([null]);
  });

  test('works by keyboard: zoom, pan, whole range, cursor', async () => {
    const wrapper = await mountPlot();
    await surface(wrapper).trigger('keydown', { key: '+' });
    expect(lastZoom(wrapper)!.x).toEqual([1, 9]);
    await surface(wrapper).trigger('keydown', { key: 'ArrowRight' });
    const [from] = lastZoom(wrapper)!.x as [number, number];
    expect(from).toBeCloseTo(1.8, 12);
    await surface(wrapper).trigger('keydown', { key: '0' });
    expect(lastZoom(wrapper)).toEqual({ x: null, y: null });
    await surface(wrapper).trigger('keydown', { key: '.' });
    await surface(wrapper).trigger('keydown', { key: 'Enter' });
    expect(wrapper.emitted<[number]>('pick')!.at(-1)![0]).toBeCloseTo(5.05, 12); // the middle, and 1/200 on
  });

  test('leaves ← and → to the window after a click', async () => {
    const wrapper = await mountPlot({ zoom: { x: [2, 4], y: null } });
    await surface(wrapper).trigger('pointerdown', { button: 0, clientX: 300, clientY: 200 });
    const event = new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true });
    surface(wrapper).element.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(false);
    expect(lastZoom(wrapper)).toBeUndefined();
  });

  test('labels a square-root axis with values', async () => {
    await mountPlot({ yScale: 'sqrt', curves: [{ ...curve, y: x.map((value) => 60 * value * value) }] });
    const labels = lastContent().y.ticks.map((tick) => tick.label);
    expect(labels).toContain('1000');
    expect(labels).toContain('5000');
    expect(lastContent().curves[0]!.points.at(-1)).toBeCloseTo(Math.sqrt(6000), 9);
  });

  test('shows the empty slot without curves, and no read-out', async () => {
    const wrapper = await mountPlot({ curves: [], cursorX: 3 }, { empty: 'No pattern yet' });
    expect(wrapper.text()).toContain('No pattern yet');
    expect(wrapper.find('.readout').exists()).toBe(false);
    expect(lastContent().curves).toEqual([]);
  });

  test('has a name for screen readers', async () => {
    const wrapper = await mountPlot();
    expect(surface(wrapper).attributes('aria-label')).toBe('Pattern: Intensity over 2θ (°), one curve');
    expect(surface(wrapper).attributes('tabindex')).toBe('0');
  });
});
