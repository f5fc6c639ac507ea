import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { allowedHostNames, isLoopback, isSameSecret } from '../../src-main/web/request-check.ts';

describe('request check', () => {
  it('knows loopback addresses', () => {
    expect(['localhost', '127.0.0.1', '::1', '[::1]', 'LocalHost'].map(isLoopback)).toEqual(Array(5).fill(true));
    expect(['0.0.0.0', '::', '192.168.0.1', '127.0.0.1.nip.io', ''].map(isLoopback)).toEqual(Array(5).fill(false));
  });

  it('adds the address that was asked for, and all of them for "any"', () => {
    expect([...allowedHostNames('192.168.7.7')]).toEqual(['localhost', '127.0.0.1', '[::1]', '192.168.7.7']);
    const own = Object.values(networkInterfaces()).flatMap((list) => list?.map(({ address }) => address) ?? []);
    const names = allowedHostNames('0.0.0.0');
    for (const address of own) expect(names.has(address) || names.has(`[${address}]`), address).toBe(true);
    expect(names.has('192.168.7.7')).toBe(own.includes('192.168.7.7'));
  });

  it('tells secrets apart, whatever their lengths', () => {
    expect(isSameSecret('abc', 'abc')).toBe(true);
    for (const other of ['', 'ab', 'abcd', 'abd', 'ABC']) expect(isSameSecret(other, 'abc')).toBe(false);
  });
});
