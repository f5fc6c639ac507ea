import { DEFAULT_AUTO_MASK } from '../../src-shared/mask/automatic-mask.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { AutoMask } from '../../src-shared/model/schema-types.generated.ts';

/** What `--auto-mask` without a value is made to: else it would take the next word for its value. */
export const AUTO_MASK_DEFAULT_WORD = 'default';

const METHODS: readonly AutoMask['method'][] = ['median', 'mean', 'sigma'];
const KEYS = ['alpha', 'edge', 'lower', 'upper', 'method'] as const;

/**
 * "alpha=2,edge=30,lower=0,upper=none,method=median"; what is not named has PDFstream's default, "none" switches off.
 *
 * @throws AppError usage  one sentence that names the entry
 */
export function autoMaskOption(text: string): AutoMask {
  if (text === '' || text === AUTO_MASK_DEFAULT_WORD) return { ...DEFAULT_AUTO_MASK };
  const settings: { [K in keyof AutoMask]: AutoMask[K] | undefined } = { ...DEFAULT_AUTO_MASK };
  for (const entry of text.split(',')) {
    const [, name = '', value = ''] = /^\s*([a-z]+)\s*=\s*(\S+)\s*$/.exec(entry) ?? [];
    const key = KEYS.find((one) => one === name);
    if (!key)
      throw new AppError(
        'usage',
        `--auto-mask has the entry "${entry.trim()}": alpha=…, edge=…, lower=…, upper=… or method=… was expected.`,
      );
    if (key === 'method') {
      const method = METHODS.find((one) => one === value);
      if (!method) throw new AppError('usage', `--auto-mask has method=${value}: ${METHODS.join(', ')} are known.`);
      settings.method = method;
    } else if (/^(none|off)$/i.test(value)) {
      settings[key] = key === 'edge' ? 0 : undefined;
    } else settings[key] = numberFor(key, value);
  }
  const { edge = 0, method = 'median', ...limits } = settings;
  const given = Object.entries(limits).filter(([, value]) => value !== undefined);
  return { edge, method, ...Object.fromEntries(given) };
}

function numberFor(key: 'alpha' | 'edge' | 'lower' | 'upper', value: string): number {
  const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value) ? Number(value) : Number.NaN;
  const isGood = key === 'alpha' ? number > 0 : key === 'edge' ? Number.isInteger(number) && number >= 0 : true;
  if (!Number.isFinite(number) || !isGood)
    throw new AppError(
      'usage',
      `--auto-mask has ${key}=${value}: ${key === 'edge' ? 'a whole number from 0' : key === 'alpha' ? 'a number above 0' : 'a number'}, or none, was expected.`,
    );
  return number;
}
