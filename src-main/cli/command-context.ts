/** What a command needs from the process it runs in. */
export interface CommandContext {
  readonly signal: AbortSignal;
  /** Called by a command's action with its exit code. */
  readonly finish: (exitCode: number) => void;
}
