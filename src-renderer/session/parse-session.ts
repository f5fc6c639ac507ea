import { AppError } from '../../src-shared/model/app-error.ts';
import type { Session } from '../../src-shared/model/schema-types.generated.ts';

/**
 * Reads a session file. The host checks sessions against their schema when it saves them; here only what would break
 * the window is looked at.
 *
 * @throws AppError  'format' if the text is no session of this version
 */
export function parseSession(text: string, name: string): Session {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError('format', `${name} is not JSON, as a session file must be: ${(cause as Error).message}`);
  }
  const session = value as Partial<Session> | null;
  if (typeof session !== 'object' || session === null || !session.settings || !Array.isArray(session.masks))
    throw new AppError('format', `${name} is JSON, but not a session of Annulus: "settings" and "masks" are missing.`);
  if (session.version !== 1)
    throw new AppError(
      'format',
      `${name} is a session of version ${String(session.version)}, this program reads version 1.`,
    );
  const { calibration, image } = session;
  if (calibration !== undefined && (!calibration.geometry || !calibration.detector))
    throw new AppError('format', `${name}: its calibration lacks the geometry or the detector.`);
  if (image !== undefined && typeof image.ref !== 'string')
    throw new AppError('format', `${name}: its image has no file.`);
  return session as Session;
}
