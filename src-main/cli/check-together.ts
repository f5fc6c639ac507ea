import { AppError } from '../../src-shared/model/app-error.ts';

/** How the images of a joint refinement hang together, as the command line says it. */
export interface TogetherOptions {
  readonly together?: boolean;
  /** mm; 'free': along one line, by how much is not known */
  readonly distances?: readonly number[] | 'free';
  /** degrees */
  readonly rotations?: readonly number[];
}

/** What else of the command line does or does not go with several images at once. */
interface OtherOptions {
  readonly calibrant?: string;
  readonly cell?: object;
}

/** @throws AppError  usage, one sentence, if the options do not go with so many images */
export function checkTogether(
  { together, distances, rotations, calibrant, cell }: TogetherOptions & OtherOptions,
  images: number,
): void {
  if (!together) {
    const stray = distances !== undefined ? '--distances' : rotations !== undefined ? '--rotations' : undefined;
    if (stray !== undefined)
      throw new AppError('usage', `${stray} is for images refined together: give --together too.`);
    return;
  }
  if (images < 2)
    throw new AppError(
      'usage',
      `--together refines several images at once, and ${images} was given: give two or more.`,
    );
  if (calibrant === undefined && cell === undefined)
    throw new AppError('usage', 'Images refined together need a calibrant in common: give --calibrant NAME.');
  if (distances !== undefined && rotations !== undefined)
    throw new AppError('usage', 'A detector either moves (--distances) or turns (--rotations): give one of them.');
  for (const [name, values] of [
    ['--distances', distances],
    ['--rotations', rotations],
  ] as const)
    if (Array.isArray(values) && values.length !== images)
      throw new AppError(
        'usage',
        `${name} has ${values.length} values, and ${images} images were given: one value per image was expected.`,
      );
}
