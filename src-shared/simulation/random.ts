/** Uniform random numbers; the same seed gives the same sequence everywhere. */
export interface Random {
  /** In [0, 1), 32 random bits. */
  next(): number;
}

/**
 * xoshiro128** 1.1, its state filled from the seed by splitmix32.
 *
 * @param seed  any integer; only its lowest 32 bits count
 *
 * Source: Blackman & Vigna (2021), ACM Trans. Math. Softw. 47, 36, doi:10.1145/3460772
 */
export function createRandom(seed: number): Random {
  let mixer = seed | 0;
  const splitmix = (): number => {
    mixer = (mixer + 0x9e3779b9) | 0;
    let z = mixer;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) | 0;
  };
  let [s0, s1, s2, s3] = [splitmix(), splitmix(), splitmix(), splitmix()];
  return {
    next(): number {
      const scaled = Math.imul(s1, 5);
      const result = Math.imul((scaled << 7) | (scaled >>> 25), 9) >>> 0;
      const shifted = s1 << 9;
      s2 ^= s0;
      s3 ^= s1;
      s1 ^= s2;
      s0 ^= s3;
      s2 ^= shifted;
      s3 = (s3 << 11) | (s3 >>> 21);
      return result / 4294967296;
    },
  };
}
