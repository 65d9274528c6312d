import type { Strings } from './strings';

/** To a tenth, but never a bare 0% or 100%, which nothing here earns. */
export function percentage(share: number, { numbers }: Strings): string {
  const shown = Math.min(Math.max(share, 0.001), 0.999);
  const sign = share > 0.9995 ? '>' : share < 0.0005 ? '<' : '';
  const digits = { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 } as const;
  return sign + shown.toLocaleString(numbers, digits);
}
