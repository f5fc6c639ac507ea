import { isSameJson } from '../json/same-json.ts';
import type { JsonPath, JsonValue } from './json-value.ts';
import { patternOf } from './pattern-of.ts';
import type { SchemaNode } from './schema-node.ts';
import type { SchemaIssue } from './schema-issue.ts';

/** What a schema says about a single number or text, and about values that are listed one by one. */
export function leafIssues(node: SchemaNode, value: JsonValue, path: JsonPath): SchemaIssue[] {
  const issues: SchemaIssue[] = [];
  const add = (keyword: string, message: string): void => void issues.push({ path, keyword, message });
  if (node.enum && !node.enum.some((choice) => isSameJson(choice, value)))
    add('enum', `${JSON.stringify(value)} is none of ${node.enum.map((choice) => JSON.stringify(choice)).join(', ')}.`);
  if (node.const !== undefined && !isSameJson(node.const, value))
    add('const', `It must be ${JSON.stringify(node.const)}.`);
  if (typeof value === 'number') numberIssues(node, value, add);
  if (typeof value === 'string') textIssues(node, value, add);
  return issues;
}

type Add = (keyword: string, message: string) => void;

function numberIssues(node: SchemaNode, value: number, add: Add): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = node;
  if (minimum !== undefined && value < minimum) add('minimum', `${value} is too small: at least ${minimum}.`);
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum)
    add('exclusiveMinimum', `${value} is too small: more than ${exclusiveMinimum}.`);
  if (maximum !== undefined && value > maximum) add('maximum', `${value} is too large: at most ${maximum}.`);
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum)
    add('exclusiveMaximum', `${value} is too large: less than ${exclusiveMaximum}.`);
  if (multipleOf !== undefined && !Number.isInteger(value / multipleOf))
    add('multipleOf', `${value} is not a multiple of ${multipleOf}.`);
}

function textIssues({ minLength, maxLength, pattern }: SchemaNode, value: string, add: Add): void {
  const length = [...value].length; // characters, not UTF-16 units
  if (minLength !== undefined && length < minLength)
    add(
      'minLength',
      length === 0 ? 'It must not be empty.' : `${length} characters; at least ${minLength} are needed.`,
    );
  if (maxLength !== undefined && length > maxLength)
    add('maxLength', `${length} characters; at most ${maxLength} are allowed.`);
  const expression = pattern === undefined ? undefined : patternOf(pattern); // of another dialect: says nothing here
  if (expression && !expression.test(value)) add('pattern', `"${value}" does not have the form ${pattern}.`);
}
