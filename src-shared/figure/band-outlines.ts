/** One closed outline per stretch without gap: along the upper edge, back along the lower. */
export function bandOutlines(band: Float64Array): (readonly [number, number])[][] {
  const outlines: (readonly [number, number])[][] = [];
  let upper: (readonly [number, number])[] = [];
  let lower: (readonly [number, number])[] = [];
  const close = () => {
    if (upper.length > 1) outlines.push([...upper, ...lower.reverse()]);
    upper = [];
    lower = [];
  };
  for (let i = 0; i + 2 < band.length; i += 3) {
    if (Number.isNaN(band[i + 1]!)) {
      close();
      continue;
    }
    lower.push([band[i]!, band[i + 1]!]);
    upper.push([band[i]!, band[i + 2]!]);
  }
  close();
  return outlines;
}
