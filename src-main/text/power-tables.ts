/** 128 bits of 10^k, the highest of them set and what is beyond cut off, for k from `first` to `last`: upper half, lower half. */
export function powersOfTen(first: number, last: number): BigUint64Array {
  const halves = new BigUint64Array(2 * (last - first + 1));
  for (let k = first; k <= last; k++) {
    const power = 10n ** BigInt(Math.abs(k));
    // As many bits beyond 128 as the division takes away.
    const bits = k >= 0 ? upper128(power) : upper128((1n << BigInt(128 + power.toString(2).length)) / power);
    halves[2 * (k - first)] = bits >> 64n;
    halves[2 * (k - first) + 1] = bits & (2n ** 64n - 1n);
  }
  return halves;
}

function upper128(value: bigint): bigint {
  const length = value.toString(2).length;
  return length > 128 ? value >> BigInt(length - 128) : value << BigInt(128 - length);
}

/** The smallest double that is not below 10^k, for k from -324 to 309. */
export function leastDoubles(): Float64Array {
  return Float64Array.from({ length: 634 }, (_, i) => leastDouble(i - 324));
}

function leastDouble(k: number): number {
  const nearest = Number(`1e${k}`);
  if (nearest === Infinity || isAtLeast(nearest, k)) return nearest;
  const next = Float64Array.of(nearest);
  new BigUint64Array(next.buffer)[0]! += 1n;
  return next[0]!;
}

/** Whether a double is 10^k or more, by integers: mantissa · 2^exponent against 10^k. */
function isAtLeast(value: number, k: number): boolean {
  const bits = new BigUint64Array(Float64Array.of(value).buffer)[0]!;
  const biased = Number(bits >> 52n);
  const mantissa = (bits & (2n ** 52n - 1n)) | (biased > 0 ? 2n ** 52n : 0n);
  const exponent = Math.max(biased, 1) - 1075;
  const left = mantissa * (exponent > 0 ? 1n << BigInt(exponent) : 1n) * (k < 0 ? 10n ** BigInt(-k) : 1n);
  const right = (exponent < 0 ? 1n << BigInt(-exponent) : 1n) * (k > 0 ? 10n ** BigInt(k) : 1n);
  return left >= right;
}
