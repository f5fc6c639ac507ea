import type { RegionKind } from '../../session/mask-layer-edits.ts';

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
