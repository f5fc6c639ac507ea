const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** "img_2" before "img_10", case ignored. */
export function compareNaturally(a: string, b: string): number {
  return collator.compare(a, b);
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** "4.2 MB", decimal prefixes as file managers of today use them. */
export function formatBytes(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${UNITS[unit] ?? 'B'}`;
}

/** "2026-11-21 09:14", local time: sorts as it reads. */
export function formatTime(milliseconds: number): string {
  const date = new Date(milliseconds);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
