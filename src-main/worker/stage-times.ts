/** Time that each stage of a frame took, ms; absent where it was not gone through. */
export interface StageTimes {
  readonly read?: number;
  readonly integrate?: number;
  readonly format?: number;
  readonly write?: number;
}
