import { describe, expect, it } from 'vitest';
import { AppError } from '../../src-shared/model/app-error.ts';
import { decodeFrame, encodeFrame } from '../../src-shared/rpc/byte-codec.ts';

const roundTrip = (value: unknown): unknown => decodeFrame(encodeFrame(value));

/** xorshift32: the same numbers in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const MAKERS = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
] as const;

function randomValue(random: () => number, depth: number): unknown {
  const choice = Math.floor(random() * (depth > 0 ? 9 : 7));
  if (choice === 0) return null;
  if (choice === 1) return random() < 0.5;
  if (choice === 2) return [NaN, Infinity, -Infinity, -0, 0, 1e300, -5e-324, 42][Math.floor(random() * 8)];
  if (choice === 3) return 'α"\\\u0000$𝄞'.slice(0, Math.floor(random() * 7));
  if (choice === 4) return random() * 1e6 - 5e5;
  if (choice < 7) {
    const maker = MAKERS[Math.floor(random() * MAKERS.length)]!;
    return new maker(Array.from({ length: Math.floor(random() * 9) }, () => random() * 300 - 100));
  }
  const length = Math.floor(random() * 4);
  if (choice === 7) return Array.from({ length }, () => randomValue(random, depth - 1));
  const names = ['$', 'a', 'length', '0', ''];
  return Object.fromEntries(
    Array.from({ length }, () => [names[Math.floor(random() * 5)]!, randomValue(random, depth - 1)]),
  );
}

/** A frame with the given text and bytes behind it, made by hand. */
function handMade(text: string, body = new Uint8Array(0), claimed?: number): Uint8Array {
  const encoded = new TextEncoder().encode(text);
  const start = Math.ceil((8 + encoded.length) / 8) * 8;
  const bytes = new Uint8Array(start + body.length);
  bytes.set(new TextEncoder().encode('ANL1'));
  new DataView(bytes.buffer).setUint32(4, claimed ?? encoded.length, true);
  bytes.set(encoded, 8);
  bytes.set(body, start);
  return bytes;
}

describe('byte codec', () => {
  it('brings back every array type with its bits', () => {
    const value = {
      doubles: Float64Array.of(NaN, -0, Infinity, Number.MIN_VALUE, 0.1),
      floats: Float32Array.of(NaN, -Infinity, 1.5),
      bytes: Uint8Array.of(1, 2, 255),
      clamped: Uint8ClampedArray.of(0, 255),
      small: Int8Array.of(-128, 127),
      shorts: Int16Array.of(-32768, 32767),
      words: Uint16Array.of(65535),
      ints: Int32Array.of(-2147483648),
      longs: Uint32Array.of(4294967295),
      signed: BigInt64Array.of(-(2n ** 63n)),
      unsigned: BigUint64Array.of(2n ** 64n - 1n),
      empty: new Float64Array(0),
    };
    expect(roundTrip(value)).toStrictEqual(value);
  });

  it('keeps the payload of a NaN', () => {
    const odd = new Float64Array(new BigUint64Array([0x7ff8_0000_dead_beefn]).buffer);
    const back = roundTrip(odd) as Float64Array;
    expect(new BigUint64Array(back.buffer, back.byteOffset, 1)[0]).toBe(0x7ff8_0000_dead_beefn);
  });

  it('keeps numbers that JSON loses', () => {
    const back = roundTrip([NaN, Infinity, -Infinity, -0]) as number[];
    expect(back[0]).toBeNaN();
    expect(back.slice(1, 3)).toEqual([Infinity, -Infinity]);
    expect(Object.is(back[3], -0)).toBe(true);
  });

  it('keeps objects that look like its own marks', () => {
    for (const value of [{ $: 0 }, { $: 'NaN' }, { $: { $: 3 } }, { $: [1], other: { $: null } }])
      expect(roundTrip(value)).toStrictEqual(value);
  });

  it('drops undefined properties, as JSON does', () => {
    expect(roundTrip({ a: undefined, b: 1 })).toStrictEqual({ b: 1 });
  });

  it('takes parts of larger buffers, shared memory and Node buffers', () => {
    const large = Float32Array.of(1, 2, 3, 4);
    const shared = new Float64Array(new SharedArrayBuffer(16));
    shared.set([5, 6]);
    const back = roundTrip([large.subarray(1, 3), shared, Buffer.from('xy')]);
    expect(back).toStrictEqual([Float32Array.of(2, 3), Float64Array.of(5, 6), Uint8Array.of(120, 121)]);
  });

  it('stores an array that occurs twice once', () => {
    const array = new Float64Array(1000);
    expect(encodeFrame([array, array]).length).toBeLessThan(8200);
    const [first, second] = roundTrip([array, array]) as [Float64Array, Float64Array];
    expect(first).toBe(second);
  });

  it('decodes arrays as views of the message, aligned to 8 bytes', () => {
    const bytes = encodeFrame({ odd: Uint8Array.of(1, 2, 3), doubles: Float64Array.of(1, 2) });
    const { odd, doubles } = decodeFrame(bytes) as { odd: Uint8Array; doubles: Float64Array };
    expect(odd.buffer).toBe(bytes.buffer);
    expect(doubles.buffer).toBe(bytes.buffer);
    expect(doubles.byteOffset % 8).toBe(0);
  });

  it('decodes a message that begins at an odd place in its buffer', () => {
    const bytes = encodeFrame({ doubles: Float64Array.of(1, NaN) });
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeFrame(shifted.subarray(3))).toStrictEqual({ doubles: Float64Array.of(1, NaN) });
  });

  it('brings back 2000 random values', () => {
    const random = createRandom(20240229);
    for (let i = 0; i < 2000; i++) {
      const value = randomValue(random, 4);
      expect(roundTrip(value)).toStrictEqual(value);
    }
  });

  it('refuses what cannot be sent', () => {
    expect(() => encodeFrame(() => 1)).toThrow('A function cannot be sent');
    expect(() => encodeFrame({ when: new Date(0) })).toThrow('An instance of Date cannot be sent');
    expect(() => encodeFrame(new DataView(new ArrayBuffer(8)))).toThrow('A DataView cannot be sent');
    const loop: unknown[] = [];
    loop.push(loop);
    expect(() => encodeFrame(loop)).toThrow('More than 64 levels');
  });
});

describe('damaged frames', () => {
  it.each([
    ['nothing', new Uint8Array(0), 'no frame'],
    ['another signature', new Uint8Array(64), 'signature'],
    ['a text longer than the message', handMade('[1,[]]', undefined, 4_000_000_000), 'claims 4000000000 bytes'],
    ['text that is not JSON', handMade('[1,[]'), 'not JSON'],
    ['no table', handMade('[1]'), 'table of arrays'],
    ['an array longer than the message', handMade('[{"$":0},[["Float64Array",1000000000000]]]'), '8000000000000 bytes'],
    ['a negative length', handMade('[{"$":0},[["Float64Array",-1]]]'), 'no proper length'],
    ['a broken length', handMade('[{"$":0},[["Float64Array",0.5]]]'), 'no proper length'],
    ['an unknown array', handMade('[{"$":0},[["constructor",1]]]'), 'unknown type'],
    ['bytes left over', handMade('[1,[]]', new Uint8Array(8)), 'instead of'],
    ['an array that is not there', handMade('[{"$":0},[]]'), 'stands for nothing'],
    ['a mark with company', handMade('[{"$":"NaN","x":1},[]]'), 'stands for nothing'],
    ['a prototype', handMade('[{"__proto__":{"admin":true}},[]]'), '__proto__'],
    ['70 levels', handMade(`[${'['.repeat(70)}${']'.repeat(70)},[]]`), 'nested'],
  ])('are refused: %s', (_name, bytes, reason) => {
    expect(() => decodeFrame(bytes)).toThrow(AppError);
    expect(() => decodeFrame(bytes)).toThrow(reason);
  });

  it('are refused or harmless, wherever one byte is changed', () => {
    const original = encodeFrame({ a: Float64Array.of(1, 2, 3), b: ['text', { $: NaN }], c: Uint8Array.of(1) });
    const random = createRandom(7);
    for (let i = 0; i < 3000; i++) {
      const bytes = original.slice();
      bytes[Math.floor(random() * bytes.length)]! ^= 1 + Math.floor(random() * 255);
      let failure: unknown;
      try {
        decodeFrame(bytes);
      } catch (cause) {
        failure = cause;
      }
      if (failure !== undefined) expect(failure).toBeInstanceOf(AppError);
    }
    for (let length = 0; length < original.length; length++)
      expect(() => decodeFrame(original.subarray(0, length))).toThrow(AppError);
  });
});
