import { describeSchema, type FieldDescription } from './describe-schema.ts';
import type { SchemaSet } from './schema-set.ts';

/** A page about a file for people, in Markdown: every field of its schema with path, unit, default and text. */
export function schemaPage(schemas: SchemaSet, title: string): string {
  const rows = describeSchema(schemas).map(
    (field) => `| ${[`\`${field.path}\``, kindOf(field), defaultOf(field), textOf(field)].map(cell).join(' | ')} |`,
  );
  return [
    `# ${title}`,
    '',
    schemas.root.description ?? '',
    '',
    'Generated from the schema of the file by `npm run generate`. `[]` stands for every entry of a list.',
    '',
    '| Key | Value | Default | Meaning |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function kindOf({ type, unit, range, isRequired }: FieldDescription): string {
  return [unit ? `${type}, ${unit}` : type, range, isRequired ? 'required' : '']
    .filter((part) => part !== '')
    .join('; ');
}

function defaultOf({ default: value }: FieldDescription): string {
  return value === undefined ? '' : `\`${JSON.stringify(value)}\``;
}

function textOf({ text, spellings }: FieldDescription): string {
  return spellings.length > 0 ? `${text} Also read as ${spellings.map((key) => `\`${key}\``).join(', ')}.` : text;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
