import type { JsonPath } from './json-value.ts';

/** Something in the data that its schema forbids. */
export interface SchemaIssue {
  /** Of the value at fault; of the value that is missing, or that should not be there. */
  readonly path: JsonPath;
  readonly keyword: string;
  /** One sentence: what was found and what was expected. */
  readonly message: string;
}
