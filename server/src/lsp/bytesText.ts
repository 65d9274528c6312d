import type { Strings } from './strings';

/** "114 kB": three digits, in units of a thousand. */
export function bytesText(bytes: number, { numbers }: Strings): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return (bytes / 1_000 ** step).toLocaleString(numbers, {
    style: 'unit',
    unit: units[step]!,
    unitDisplay: 'short',
    maximumSignificantDigits: 3,
  });
}
