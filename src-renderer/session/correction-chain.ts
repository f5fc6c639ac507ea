import type { IntegrationSettings, Session } from '../../src-shared/model/schema-types.generated.ts';
import type { SessionDocument, SettingKey } from './session-document.ts';

/** A correction, by where it stands in the document. */
export type CorrectionStep = NonNullable<Session['switchedOff']>[number];

/** In the order in which they act on the value of a pixel; the last ones divide it, in one product. */
export const CORRECTION_STEPS: readonly CorrectionStep[] = [
  'dummy',
  'dark',
  'background',
  'flat',
  'solidAngle',
  'polarization',
  'sensorAbsorption',
  'sampleAbsorption',
  'normalizationFactor',
  'normalizeBy',
];

/** What acts on the pixels: the corrections of the document without those that are switched off. */
export type AppliedCorrections = Pick<SessionDocument, 'settings' | 'corrections' | 'normalizeBy'>;

/** Whether a correction is there, switched on or off. */
export function hasCorrection(
  { settings, corrections, normalizeBy }: AppliedCorrections,
  step: CorrectionStep,
): boolean {
  if (step === 'dark' || step === 'background' || step === 'flat') return corrections[step] !== undefined;
  if (step === 'normalizeBy') return normalizeBy !== null;
  if (step === 'solidAngle') return settings.solidAngle;
  if (step === 'normalizationFactor') return settings.normalizationFactor !== 1;
  return settings[step] !== undefined;
}

/** The same objects where nothing is switched off. */
export function appliedCorrections(document: SessionDocument): AppliedCorrections {
  const { settings, corrections, normalizeBy, switchedOff } = document;
  const off = switchedOff.filter((step) => hasCorrection(document, step));
  if (off.length === 0) return { settings, corrections, normalizeBy };
  const isOff = (key: string): boolean => off.some((step) => step === key);
  const kept = Object.fromEntries(Object.entries(settings).filter(([key]) => !isOff(key))) as Partial<
    Pick<IntegrationSettings, SettingKey>
  >;
  return {
    settings: {
      ...(kept as IntegrationSettings),
      solidAngle: settings.solidAngle && !isOff('solidAngle'),
      normalizationFactor: isOff('normalizationFactor') ? 1 : settings.normalizationFactor,
    },
    corrections: Object.fromEntries(Object.entries(corrections).filter(([role]) => !isOff(role))),
    normalizeBy: isOff('normalizeBy') ? null : normalizeBy,
  };
}
