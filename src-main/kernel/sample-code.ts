import type { SampleType } from '../../src-shared/model/detector-image.ts';

/** Numbers of the sample types in the kernel, as in assembly/sample-type.ts. */
export const SAMPLE_CODE: Readonly<Record<SampleType, number>> = {
  int8: 0,
  uint8: 1,
  int16: 2,
  uint16: 3,
  int32: 4,
  uint32: 5,
  float32: 6,
  float64: 7,
};

export const INT32 = SAMPLE_CODE.int32;
export const UINT32 = SAMPLE_CODE.uint32;
export const FLOAT32 = SAMPLE_CODE.float32;
export const FLOAT64 = SAMPLE_CODE.float64;
