import type { AutoMask, MaskRegion } from '../../../src-shared/model/schema-types.generated.ts';
import type { Option } from '../../control/SelectBox.vue';
import type { RegionKind, RegionOf } from '../../session/mask-layer-edits.ts';

/** A number of a layer that can be typed. */
export interface RegionField {
  readonly key: string;
  readonly label: string;
  readonly unit?: string;
  readonly min?: number;
  readonly optional?: boolean;
}

const px = (key: string, label: string, min?: number): RegionField => ({
  key,
  label,
  unit: 'px',
  ...(min === undefined ? {} : { min }),
});
const degrees = (key: string, label: string): RegionField => ({ key, label, unit: '°' });
const CENTRE = [px('x', 'Centre x'), px('y', 'Centre y')];

/** Numbers of each kind, in the order of the panel. Choices stand beside them in the panel itself. */
export const REGION_FIELDS: Readonly<Partial<Record<RegionKind, readonly RegionField[]>>> = {
  rectangle: [px('x1', 'Left'), px('y1', 'Top'), px('x2', 'Right'), px('y2', 'Bottom')],
  circle: [...CENTRE, px('radius', 'Radius', 0)],
  ellipse: [
    ...CENTRE,
    px('radiusX', 'Half width', 0),
    px('radiusY', 'Half height', 0),
    degrees('angleDeg', 'Turned by'),
  ],
  arc: [
    ...CENTRE,
    px('innerRadius', 'Inner radius', 0),
    px('outerRadius', 'Outer radius', 0),
    degrees('startDeg', 'From'),
    degrees('endDeg', 'To'),
  ],
  point: [px('radius', 'Radius', 0)],
  radialRange: [
    { key: 'low', label: 'From' },
    { key: 'high', label: 'To' },
  ],
  azimuthRange: [degrees('startDeg', 'From'), degrees('endDeg', 'To')],
  hotPixels: [{ key: 'threshold', label: 'Above by', unit: 'σ', min: 0.1 }],
  grow: [px('radius', 'By', 0)],
  shrink: [px('radius', 'By', 0)],
};

/** Numbers of the automatic mask. */
export const AUTO_MASK_FIELDS: readonly RegionField[] = [
  { key: 'edge', label: 'Edge', unit: 'px', min: 0 },
  { key: 'lower', label: 'Values from', optional: true },
  { key: 'upper', label: 'Values to', optional: true },
  { key: 'alpha', label: 'Rings, within', unit: 'σ', min: 0.1, optional: true },
];

/** Which ends a threshold has. */
export const THRESHOLD_FIELDS: Readonly<Record<'below' | 'above' | 'between' | 'outside', readonly RegionField[]>> = {
  below: [{ key: 'low', label: 'Below' }],
  above: [{ key: 'high', label: 'Above' }],
  between: [
    { key: 'low', label: 'From' },
    { key: 'high', label: 'To' },
  ],
  outside: [
    { key: 'low', label: 'Below' },
    { key: 'high', label: 'Above' },
  ],
};

/** A choice out of a few that a layer has. */
export interface RegionChoice {
  readonly key: string;
  readonly label: string;
  /** For screen readers. */
  readonly hint: string;
  readonly value: string | number;
  readonly options: readonly Option<string | number>[];
}

const MODES: readonly Option<NonNullable<RegionOf<'threshold'>['mode']>>[] = [
  { value: 'below', label: 'below' },
  { value: 'above', label: 'above' },
  { value: 'between', label: 'between' },
  { value: 'outside', label: 'outside' },
];
const METHODS: readonly Option<AutoMask['method']>[] = [
  { value: 'median', label: 'median, once', title: 'All pixels of a ring too far from its median' },
  { value: 'mean', label: 'mean, one by one', title: 'The worst pixel of a ring from its mean, again and again' },
  { value: 'sigma', label: 'n·σ, until none', title: 'All pixels of a ring too far from its mean, until none is' },
];
const SIZES: readonly Option<3 | 5 | 7>[] = [
  { value: 3, label: '3 × 3' },
  { value: 5, label: '5 × 5' },
  { value: 7, label: '7 × 7' },
];

/** @param units  radial units that the host offers */
export function choicesOf(region: MaskRegion, units: readonly Option<string>[]): readonly RegionChoice[] {
  switch (region.kind) {
    case 'threshold':
      return [{ key: 'mode', label: 'Values', hint: 'Which values', value: region.mode, options: MODES }];
    case 'radialRange':
      return [{ key: 'unit', label: 'Unit', hint: 'Unit of the range', value: region.unit, options: units }];
    case 'automatic': {
      const { method } = region.settings;
      return [{ key: 'method', label: 'Outliers', hint: 'How outliers are found', value: method, options: METHODS }];
    }
    case 'hotPixels':
      return [
        { key: 'size', label: 'Neighbours', hint: 'Size of the neighbourhood', value: region.size, options: SIZES },
      ];
    default:
      return [];
  }
}
