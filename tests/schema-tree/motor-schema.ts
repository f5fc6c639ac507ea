import type { SchemaNode } from '../../src-shared/schema-tree/schema-node.ts';

/** A schema of another trade: the set-up of a motor controller, as its maker might publish it. */
export const motorSchema: SchemaNode = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'https://example.org/motion/controller.json',
  title: 'Motion controller',
  description: 'Axes of a motion controller and how they start.',
  type: 'object',
  properties: {
    name: { type: 'string', description: 'Name in the rack', minLength: 1, default: 'crate 1' },
    bus: {
      description: 'How it is reached',
      oneOf: [
        {
          type: 'object',
          properties: {
            kind: { const: 'ethernet' },
            host: { type: 'string', default: '10.0.0.2' },
            port: { type: 'integer', minimum: 1, maximum: 65535, default: 701 },
          },
          required: ['kind', 'host', 'port'],
          additionalProperties: false,
        },
        {
          type: 'object',
          properties: {
            kind: { const: 'serial' },
            device: { type: 'string', default: '/dev/ttyS0', appinfo: { editor: 'file' } },
            baud: { enum: [9600, 19200, 115200], default: 115200 },
          },
          required: ['kind', 'device', 'baud'],
          additionalProperties: false,
        },
      ],
    },
    axes: {
      type: 'array',
      description: 'One entry for each motor',
      minItems: 1,
      maxItems: 600,
      items: { $ref: '#/definitions/axis' },
    },
    brake: {
      type: 'object',
      description: 'Holding brake; without it there is none',
      properties: {
        delay: { type: 'number', description: 'Before the current is cut', minimum: 0, default: 0.05, unit: 's' },
        onFault: { type: 'boolean', default: true },
      },
      required: ['delay'],
      additionalProperties: false,
    },
    labels: { type: 'object', description: 'Free notes', additionalProperties: { type: 'string' } },
  },
  required: ['name', 'bus', 'axes'],
  additionalProperties: false,
  definitions: {
    axis: {
      type: 'object',
      properties: {
        label: { type: 'string', default: 'X' },
        stepsPerRevolution: { type: 'integer', exclusiveMinimum: 0, default: 200 },
        velocity: { type: 'number', description: 'Cruising speed', exclusiveMinimum: 0, maximum: 50, units: 'mm/s' },
        limits: {
          type: 'array',
          description: 'Soft limits',
          items: [{ type: 'number' }, { type: 'number' }],
          minItems: 2,
          maxItems: 2,
          additionalItems: false,
          unit: 'mm',
        },
        coupled: { $ref: '#/definitions/axis' },
      },
      required: ['label', 'stepsPerRevolution', 'velocity'],
      additionalProperties: false,
    },
  },
};
