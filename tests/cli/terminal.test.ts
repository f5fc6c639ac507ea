import { describe, expect, it } from 'vitest';
import { nameFailure } from '../../src-main/cli/terminal.ts';

describe('nameFailure', () => {
  it('names the file once, as the user did', () => {
    expect(nameFailure('runs/a.tif', 'a.tif is empty.')).toBe('runs/a.tif is empty.');
    expect(nameFailure('runs/a.tif', '"a.tif" is not open to you.')).toBe('runs/a.tif is not open to you.');
    expect(nameFailure('a.h5::/x', 'a.h5 has no dataset /x.')).toBe('a.h5::/x has no dataset /x.');
    expect(nameFailure('runs/a.tif', 'There is no file runs/a.tif.')).toBe('There is no file runs/a.tif.');
    expect(nameFailure('runs/a.tif', 'No pixel is left.')).toBe('runs/a.tif: No pixel is left.');
  });
});
