/** A number of a table, flush right; blank where there is none. */
export function numberCell(value: number | null | undefined, digits: number, width: number): string {
  return (value === null || value === undefined ? '' : value.toFixed(digits)).padStart(width);
}
