import type { Ajv, ErrorObject } from 'ajv';
import type { DocumentProblem } from '../../src-shared/json/document-problem.ts';

/**
 * Everything in a document that does not fit its schema, in the order of the document's schema.
 *
 * @param ajv  made with `allErrors`
 */
export function documentProblems(ajv: Ajv, schemaId: string, value: unknown): DocumentProblem[] {
  const validate = ajv.getSchema(schemaId.startsWith('/') ? schemaId : `/${schemaId}`);
  if (!validate) throw new RangeError(`no schema "${schemaId}"`);
  if (validate(value)) return [];
  const problems = (validate.errors ?? []).map(problemOf);
  // Two keywords can say the same, as maxItems and additionalItems do.
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()];
}

function problemOf(error: ErrorObject): DocumentProblem {
  const parts = error.instancePath.split('/').slice(1).map(unescapePointer);
  const params = error.params as Readonly<Record<string, unknown>>;
  const at = (...more: string[]): string => [...parts, ...more].join('/');
  switch (error.keyword) {
    case 'additionalProperties': {
      const path = at(String(params['additionalProperty']));
      return { path, kind: 'unknown', message: `${path} is not a key that belongs here.` };
    }
    case 'required': {
      const path = at(String(params['missingProperty']));
      return { path, kind: 'missing', message: `${path} is missing.` };
    }
    default:
      return { path: at(), kind: 'value', message: `${at() || 'This'} is ${shown(error.data)}: ${expected(error)}` };
  }
}

function expected({ keyword, params: raw, message }: ErrorObject): string {
  const params = raw as Readonly<Record<string, unknown>>;
  const limit = String(params['limit']);
  switch (keyword) {
    case 'type': {
      const type = String(params['type']);
      return `${NAMES.get(type) ?? type} was expected.`;
    }
    case 'enum':
      return `one of ${(params['allowedValues'] as unknown[]).map(shown).join(', ')} was expected.`;
    case 'minimum':
      return `${limit} or more was expected.`;
    case 'maximum':
      return `${limit} or less was expected.`;
    case 'exclusiveMinimum':
      return `more than ${limit} was expected.`;
    case 'exclusiveMaximum':
      return `less than ${limit} was expected.`;
    case 'minItems':
      return `at least ${limit} ${limit === '1' ? 'entry was' : 'entries were'} expected.`;
    case 'maxItems':
    case 'additionalItems':
      return `at most ${limit} entries were expected.`;
    case 'minLength':
      return limit === '1' ? 'it may not be empty.' : `at least ${limit} characters were expected.`;
    default:
      return `it ${message ?? 'does not fit'}.`;
  }
}

const NAMES = new Map([
  ['number', 'a number'],
  ['integer', 'a whole number'],
  ['string', 'a text'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['object', 'a group of keys in braces'],
]);

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

const unescapePointer = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');
