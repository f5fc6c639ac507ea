/** Something in a JSON document that does not fit. */
export interface DocumentProblem {
  /** Keys and indices on the way to the value, "/" between them: "Masks/0/qStart"; empty for the whole document */
  readonly path: string;
  /** `unknown`: a key that is kept when the file is saved, but refused by the program that works with the file */
  readonly kind: 'unknown' | 'missing' | 'value';
  /** One sentence that begins with the path */
  readonly message: string;
}
