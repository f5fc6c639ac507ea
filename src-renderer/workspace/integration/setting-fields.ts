import schema from '../../../schemas/integration-settings.schema.json';
import { DISPLAY_UNITS } from '../../session/radial-axis.ts';
import type { SettingKey } from '../../session/session-document.ts';

interface SchemaNode {
  /** Absent where there are several forms. */
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
}

export type SettingKind = 'choice' | 'integer' | 'number' | 'switch' | 'range' | 'group';

/** One row of the settings form. Kind, limits, choices and tooltip come from the schema; only words are added here. */
export interface SettingField {
  readonly key: SettingKey;
  readonly kind: SettingKind;
  readonly label: string;
  readonly hint: string;
  readonly unit: string;
  readonly isOptional: boolean;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  /** Members of a group, e.g. factor and offset of the polarization. */
  readonly members: readonly SettingMember[];
}

export interface SettingMember {
  readonly key: string;
  readonly label: string;
  readonly hint: string;
  readonly unit: string;
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** Value with which the group is switched on. */
  readonly initial: number;
}

interface Words {
  readonly label: string;
  readonly unit?: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly members?: Readonly<
    Record<string, { readonly label: string; readonly unit?: string; readonly initial?: number }>
  >;
}

const WORDS: Readonly<Partial<Record<SettingKey, Words>>> = {
  radialUnit: { label: 'Unit', options: Object.fromEntries(DISPLAY_UNITS.map(({ id, label }) => [id, label])) },
  npt: { label: 'Bins' },
  split: {
    label: 'Pixel splitting',
    options: { no: 'None', bbox: 'Bounding box', full: 'Exact (full)' },
  },
  radialRange: { label: 'Radial range' },
  azimuthRange: { label: 'Azimuth range', unit: '°' },
  errorModel: {
    label: 'Errors',
    options: { none: 'None', poisson: 'Poisson', azimuthal: 'Azimuthal', hybrid: 'Hybrid' },
  },
  solidAngle: { label: 'Solid angle' },
  polarization: {
    label: 'Polarization',
    members: { factor: { label: 'Factor', initial: 0.99 }, offsetDeg: { label: 'Offset', unit: '°' } },
  },
  sampleAbsorption: {
    label: 'Sample',
    members: {
      opticalThickness: { label: 'Optical thickness', initial: 1 },
      angleDeg: { label: 'Angle', unit: '°' },
      azimuthDeg: { label: 'Leans to', unit: '°' },
    },
  },
  normalizationFactor: { label: 'Divide by' },
  maskBelow: { label: 'Mask below' },
  maskAbove: { label: 'Mask above' },
  dummy: { label: 'Dummy', members: { value: { label: 'Value', initial: -1 }, delta: { label: '±' } } },
  detectorMask: { label: 'Detector gaps' },
  darkExposures: { label: 'Exposures' },
  backgroundScale: { label: 'Background scale' },
};

/** Which settings stand together; one that is missing here joins the last group, so that none can be forgotten. */
const GROUPS: readonly (readonly SettingKey[])[] = [
  ['radialUnit', 'npt', 'split', 'radialRange', 'azimuthRange', 'errorModel'],
  ['maskBelow', 'maskAbove', 'detectorMask'],
  [
    'dummy',
    'darkExposures',
    'backgroundScale',
    'solidAngle',
    'polarization',
    'sampleAbsorption',
    'normalizationFactor',
  ],
];

/** Like settings of several forms, these need an editor of their own: a number typed for them would be wrong. */
const OWN_EDITOR: readonly SettingKey[] = ['sensorAbsorption'];

export interface SettingGroups {
  readonly integration: readonly SettingField[];
  readonly exclusion: readonly SettingField[];
  /** Of the list of corrections. */
  readonly corrections: readonly SettingField[];
}

/** The settings form, from the schema. */
export function settingGroups(): SettingGroups {
  const properties = Object.entries(schema.properties as unknown as Record<SettingKey, SchemaNode>) as [
    SettingKey,
    SchemaNode,
  ][];
  const required = new Set<string>(schema.required);
  const simple = properties.filter(([key, node]) => node.type !== undefined && !OWN_EDITOR.includes(key));
  const fields = new Map(simple.map(([key, node]) => [key, fieldOf(key, node, !required.has(key))]));
  const known = GROUPS.map((keys) => keys.flatMap((key) => fields.get(key) ?? []));
  const named = new Set(GROUPS.flat());
  const others = [...fields.values()].filter(({ key }) => !named.has(key));
  return { integration: known[0] ?? [], exclusion: [...(known[1] ?? []), ...others], corrections: known[2] ?? [] };
}

function fieldOf(key: SettingKey, node: SchemaNode, isOptional: boolean): SettingField {
  const words = WORDS[key] ?? { label: wordsOf(key) };
  return {
    key,
    kind: kindOf(node),
    label: words.label,
    hint: node.description ?? '',
    unit: words.unit ?? '',
    isOptional,
    min: node.minimum,
    max: node.maximum,
    options: (node.enum ?? []).map((value) => ({ value, label: words.options?.[value] ?? value })),
    members: Object.entries(node.properties ?? {}).map(([memberKey, member]) => ({
      key: memberKey,
      label: words.members?.[memberKey]?.label ?? wordsOf(memberKey),
      hint: member.description ?? '',
      unit: words.members?.[memberKey]?.unit ?? '',
      min: member.minimum,
      max: member.maximum,
      initial: words.members?.[memberKey]?.initial ?? (typeof member.default === 'number' ? member.default : 0),
    })),
  };
}

function kindOf(node: SchemaNode): SettingKind {
  if (node.enum) return 'choice';
  if (node.type === 'boolean') return 'switch';
  if (node.type === 'array') return 'range';
  if (node.type === 'object') return 'group';
  return node.type === 'integer' ? 'integer' : 'number';
}

/** "backgroundScale" → "Background scale" */
function wordsOf(key: string): string {
  const spaced = key.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
