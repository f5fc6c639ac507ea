import { markup, type Markup } from './html-markup.ts';

/** A linear axis of a figure. */
export interface SvgAxis {
  readonly low: number;
  readonly high: number;
  /** Where low and high stand in the figure */
  readonly from: number;
  readonly to: number;
}

export function placeOn({ low, high, from, to }: SvgAxis, value: number): number {
  return from + ((value - low) / (high - low)) * (to - from);
}

/** About `count` round values inside of the axis. */
export function ticksOf({ low, high }: SvgAxis, count = 7): number[] {
  const span = high - low;
  if (!(span > 0)) return [];
  const raw = span / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= raw) ?? 10) * power;
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * span; k++) ticks.push(k * step);
  return ticks;
}

/** Digits enough to tell ticks apart. */
export function tickLabel(value: number, axis: SvgAxis): string {
  const step = (axis.high - axis.low) / 7;
  const digits = Math.max(0, Math.min(6, -Math.floor(Math.log10(step))));
  return value
    .toFixed(digits)
    .replace(/^-0(\.0*)?$/, '0')
    .replace('-', '−');
}

/** Ticks and numbers below a figure. */
export function horizontalAxis(axis: SvgAxis, y: number, title: string, ticks = ticksOf(axis)): Markup {
  const middle = (axis.from + axis.to) / 2;
  return markup`<g class="axis">
    <path d="M${axis.from} ${y}H${axis.to}" />${ticks.map((tick) => {
      const x = round(placeOn(axis, tick));
      return markup`<path d="M${x} ${y}v5" /><text x="${x}" y="${y + 17}">${tickLabel(tick, axis)}</text>`;
    })}<text x="${middle}" y="${y + 34}">${title}</text>
  </g>`;
}

/** Ticks and numbers left of a figure. */
export function verticalAxis(axis: SvgAxis, x: number, title: string, ticks = ticksOf(axis)): Markup {
  const middle = (axis.from + axis.to) / 2;
  return markup`<g class="axis left">
    <path d="M${x} ${axis.from}V${axis.to}" />${ticks.map((tick) => {
      const y = round(placeOn(axis, tick));
      return markup`<path d="M${x} ${y}h-5" /><text x="${x - 8}" y="${y + 4}">${tickLabel(tick, axis)}</text>`;
    })}<text class="title" x="${x - 44}" y="${middle}" transform="rotate(-90 ${x - 44} ${middle})">${title}</text>
  </g>`;
}

/** A hundredth of a unit of the figure is finer than anybody sees, and keeps files small. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
