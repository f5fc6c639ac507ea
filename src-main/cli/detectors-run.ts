import { listDetectors } from '../service/catalogue-service.ts';
import type { CommonOptions } from './common-options.ts';
import { EXIT_DONE } from './exit-code.ts';
import { createTerminal } from './terminal.ts';

export function runDetectors(options: CommonOptions): number {
  const terminal = createTerminal(options);
  const detectors = listDetectors();
  terminal.report({ detectors });
  for (const { name, shape, pixel1, pixel2, hasGaps } of detectors) {
    const pixels = pixel1 === pixel2 ? micrometres(pixel1) : `${micrometres(pixel1)} × ${micrometres(pixel2)}`;
    const size = `${shape[0]} × ${shape[1]}`;
    terminal.print(
      `${name.padEnd(18)} ${size.padEnd(12)} ${`${pixels} µm`.padEnd(16)}${hasGaps ? 'gaps known' : ''}`.trimEnd(),
    );
  }
  return EXIT_DONE;
}

function micrometres(metres: number): string {
  return String(Number((metres * 1e6).toPrecision(6)));
}
