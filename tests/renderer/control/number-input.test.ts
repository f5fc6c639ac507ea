// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import NumberInput from '../../../src-renderer/control/NumberInput.vue';

type Props = InstanceType<typeof NumberInput>['$props'];

function field(props: Omit<Props, 'label'>) {
  const wrapper = mount(NumberInput, {
    props: {
      label: 'Value',
      ...props,
      'onUpdate:modelValue': (value: number | undefined) => wrapper.setProps({ modelValue: value }),
    },
    attachTo: document.body,
  });
  const input = wrapper.get('input');
  const text = () => (input.element as HTMLInputElement).value;
  const emitted = () => (wrapper.emitted('update:modelValue') ?? []).map(([value]) => value);
  const type = async (value: string) => {
    await input.trigger('focus');
    await input.setValue(value);
  };
  return { wrapper, input, text, emitted, type };
}

describe('NumberInput', () => {
  it.each([1.2e-7, 0.123456789, 0.1 + 0.2, 123456789.123456, -2.77645988275e-8])(
    'keeps %d when it is only visited',
    async (value) => {
      const { input, text, emitted } = field({ modelValue: value, digits: 5 });
      await input.trigger('focus');
      expect(Number(text())).toBe(value);
      await input.trigger('blur');
      expect(emitted()).toEqual([]);
    },
  );

  it('shows few digits at rest and all of them with the focus', async () => {
    const { input, text } = field({ modelValue: 0.208651380603, exponent: 3, digits: 7, unit: 'mm' });
    expect(text()).toBe('208.6514');
    await input.trigger('focus');
    expect(text()).toBe('208.651380603');
  });

  it('has all its digits selected before the next key comes, which therefore replaces them', async () => {
    const { input, text } = field({ modelValue: 0.208651380603, exponent: 3, digits: 7 });
    input.element.focus();
    await nextTick();
    expect(text()).toBe('208.651380603');
    const { selectionStart, selectionEnd } = input.element;
    expect([selectionStart, selectionEnd]).toEqual([0, '208.651380603'.length]);
  });

  it('takes a decimal comma', async () => {
    const { input, emitted, type } = field({ modelValue: 1 });
    await type('0,4066');
    await input.trigger('keydown', { key: 'Enter' });
    expect(emitted()).toEqual([0.4066]);
  });

  it('takes what was typed before a command with Ctrl+Enter runs, and leaves the key to it', async () => {
    const { input, emitted, type } = field({ modelValue: 1 });
    await type('2');
    const press = new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, cancelable: true });
    input.element.dispatchEvent(press);
    expect(emitted()).toEqual([2]);
    expect(press.defaultPrevented).toBe(false);
  });

  it('takes every digit that was typed, in the unit shown', async () => {
    const { input, emitted, type } = field({ modelValue: 0.1, exponent: 3 });
    await type('208.651380603');
    await input.trigger('blur');
    expect(emitted()).toEqual([0.208651380603]);
  });

  it('goes back to the old value on Escape', async () => {
    const { input, text, emitted, type } = field({ modelValue: 5 });
    await type('77');
    await input.trigger('keydown', { key: 'Escape' });
    expect(text()).toBe('5');
    await input.trigger('blur');
    expect(emitted()).toEqual([]);
  });

  it('steps the last digit shown, ten times that with Shift, and keeps the digits behind', async () => {
    const { input, emitted } = field({ modelValue: 208.651380603, digits: 7 });
    await input.trigger('focus');
    await input.trigger('keydown', { key: 'ArrowUp' });
    await input.trigger('keydown', { key: 'ArrowDown', shiftKey: true });
    expect(emitted()).toEqual([208.651480603, 208.650480603]);
  });

  it('steps whole numbers by one', async () => {
    const { input, emitted } = field({ modelValue: 1000, integer: true, min: 1 });
    await input.trigger('keydown', { key: 'ArrowDown' });
    await input.trigger('keydown', { key: 'PageUp' });
    expect(emitted()).toEqual([999, 1099]);
  });

  it('does not step past its limits', async () => {
    const { input, emitted } = field({ modelValue: 1, integer: true, min: 1 });
    await input.trigger('keydown', { key: 'ArrowDown' });
    expect(emitted()).toEqual([]);
  });

  it.each([
    ['abc', '"abc" is not a number.'],
    ['1.5', 'A whole number is needed.'],
    ['0', 'It must be at least 1.'],
    ['1000001', 'It must be at most 1000000.'],
    ['', 'A number is needed.'],
  ])('says what is wrong with %j and keeps it until it is mended', async (typed, message) => {
    const { wrapper, input, text, emitted, type } = field({ modelValue: 1000, integer: true, min: 1, max: 1000000 });
    await type(typed);
    await input.trigger('blur');
    expect(wrapper.get('[role="alert"]').text()).toBe(message);
    expect(input.attributes('aria-invalid')).toBe('true');
    expect(text()).toBe(typed);
    expect(emitted()).toEqual([]);
    await type('12');
    await input.trigger('blur');
    expect(wrapper.find('[role="alert"]').exists()).toBe(false);
    expect(emitted()).toEqual([12]);
  });

  it('can be emptied where that means something', async () => {
    const { input, emitted, type } = field({ modelValue: 3, optional: true });
    await type('');
    await input.trigger('blur');
    expect(emitted()).toEqual([undefined]);
  });

  it('tells limits in the unit shown', async () => {
    const { wrapper, input, type } = field({ modelValue: 1e-10, exponent: 10, min: 0, exclusiveMin: true });
    await type('0');
    await input.trigger('blur');
    expect(wrapper.get('[role="alert"]').text()).toBe('It must be more than 0.');
  });

  it('takes a new value from outside over what is being typed', async () => {
    const { wrapper, text, type } = field({ modelValue: 5 });
    await type('77');
    await wrapper.setProps({ modelValue: 6 });
    expect(text()).toBe('6');
  });
});
