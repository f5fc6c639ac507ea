// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, describe, expect, test, vi } from 'vitest';
import LevelsPanel from '../../../src-renderer/image/LevelsPanel.vue';
import { BINS, histogramPosition, histogramValue } from '../../../src-renderer/image/histogram-axis.ts';
import type { Levels } from '../../../src-shared/figure/intensity-scale.ts';

enableAutoUnmount(afterEach);

const statistics = {
  minimum: 0,
  maximum: 100_000,
  percentile1: 12,
  percentile999: 5400,
  mean: 150,
  histogram: new Float64Array(BINS).fill(10),
  validPixels: 10 * BINS,
};

function mountPanel(levels: Levels = [10, 1000], props = {}) {
  const wrapper = mount(LevelsPanel, {
    props: {
      statistics,
      levels,
      'onUpdate:levels': (next: Levels) => void wrapper.setProps({ levels: next }),
      ...props,
    },
    attachTo: document.body,
  });
  return wrapper;
}

type Wrapper = ReturnType<typeof mountPanel>;
const levelsOf = (wrapper: Wrapper) => wrapper.props('levels') as Levels;
const handle = (wrapper: Wrapper, end: 0 | 1) => wrapper.findAll('[role="slider"]')[end]!;

describe('a LevelsPanel', () => {
  test('has two sliders that tell their values', () => {
    const wrapper = mountPanel();
    expect(handle(wrapper, 0).attributes()).toMatchObject({
      'aria-label': 'Lower level',
      'aria-valuenow': '10',
      'aria-valuemin': '0',
      'aria-valuemax': '100000',
      tabindex: '0',
    });
    expect(handle(wrapper, 1).attributes('aria-valuenow')).toBe('1000');
  });

  test.each([
    ['Auto', [12, 5400]],
    ['Min–max', [0, 100_000]],
  ] as const)('%s sets %j and is marked as the choice', async (label, levels) => {
    const wrapper = mountPanel();
    const button = wrapper.findAll('button').find((candidate) => candidate.text() === label)!;
    await button.trigger('click');
    expect(levelsOf(wrapper)).toEqual(levels);
    expect(button.attributes('aria-pressed')).toBe('true');
  });

  test('an arrow key moves a handle by one bin, Shift by eight', async () => {
    const wrapper = mountPanel();
    const position = () => histogramPosition(statistics, levelsOf(wrapper)[0]);
    const before = position();
    await handle(wrapper, 0).trigger('keydown', { key: 'ArrowRight' });
    expect((position() - before) * BINS).toBeCloseTo(1, 1); // values are rounded to a tenth of a bin
    await handle(wrapper, 0).trigger('keydown', { key: 'ArrowLeft', shiftKey: true });
    expect((position() - before) * BINS).toBeCloseTo(-7, 0);
  });

  test('Home and End reach the ends of the image, but never the other handle', async () => {
    const wrapper = mountPanel();
    await handle(wrapper, 0).trigger('keydown', { key: 'Home' });
    expect(levelsOf(wrapper)).toEqual([0, 1000]);
    await handle(wrapper, 1).trigger('keydown', { key: 'End' });
    expect(levelsOf(wrapper)).toEqual([0, 100_000]);
    await handle(wrapper, 1).trigger('keydown', { key: 'Home' });
    const [low, high] = levelsOf(wrapper);
    expect(high).toBeGreaterThan(low);
    expect(high).toBeLessThan(0.1); // one bin above zero
  });

  test('a dragged handle follows the pointer', async () => {
    const wrapper = mountPanel();
    vi.spyOn(wrapper.get('.track').element, 'getBoundingClientRect').mockReturnValue(new DOMRect(100, 0, 400, 60));
    const upper = handle(wrapper, 1);
    const captured = vi.spyOn(upper.element, 'hasPointerCapture').mockReturnValue(false);
    vi.spyOn(upper.element, 'setPointerCapture').mockReturnValue();
    await upper.trigger('pointermove', { clientX: 400 });
    expect(levelsOf(wrapper)).toEqual([10, 1000]); // no button pressed
    await upper.trigger('pointerdown', { button: 0, clientX: 330 });
    captured.mockReturnValue(true);
    await upper.trigger('pointermove', { clientX: 400 });
    const expected = histogramValue(statistics, 0.75);
    expect(Math.abs(levelsOf(wrapper)[1] / expected - 1)).toBeLessThan(0.01); // rounded to a tenth of a bin of 4.9 %
    expect(levelsOf(wrapper)[0]).toBe(10);
  });

  test('takes a typed level with a decimal comma and refuses words', async () => {
    const wrapper = mountPanel();
    const field = wrapper.get('input[aria-label="Lower level"]');
    await field.trigger('focus');
    await field.setValue('3,5');
    await field.trigger('keydown', { key: 'Enter' });
    expect(levelsOf(wrapper)).toEqual([3.5, 1000]);
    await field.setValue('much');
    await field.trigger('keydown', { key: 'Enter' });
    expect(field.attributes('aria-invalid')).toBe('true');
    expect(levelsOf(wrapper)).toEqual([3.5, 1000]);
  });

  test('a typed lower level above the upper one pushes it up', async () => {
    const wrapper = mountPanel();
    const field = wrapper.get('input[aria-label="Lower level"]');
    await field.trigger('focus');
    await field.setValue('2000');
    await field.trigger('blur');
    const [low, high] = levelsOf(wrapper);
    expect(low).toBe(2000);
    expect(high).toBeGreaterThan(2000);
    expect(high).toBeLessThan(2200); // by one bin of 4.9 %
  });

  test('offers scales and colour maps by name', async () => {
    const wrapper = mountPanel();
    await wrapper.get('input[aria-label="Square root"]').setValue(true);
    expect(wrapper.emitted('update:scale')).toEqual([['sqrt']]);
    await wrapper.get('input[aria-label="Viridis"]').setValue(true);
    expect(wrapper.emitted('update:colourMap')).toEqual([['viridis']]);
  });

  test('is disabled without an image', () => {
    const wrapper = mountPanel([0, 1], { statistics: null });
    expect(wrapper.findAll('button').every((button) => button.attributes('disabled') !== undefined)).toBe(true);
    expect(handle(wrapper, 0).attributes('tabindex')).toBe('-1');
  });
});
