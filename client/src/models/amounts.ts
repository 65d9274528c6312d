import { env, l10n } from 'vscode';

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** The unit in which at least one whole of `bytes` can be said, and how many bytes it has. */
function unitOf(bytes: number): { name: string; size: number } {
  const power = bytes < 1_000 ? 0 : Math.floor(Math.log10(bytes) / 3);
  const index = Math.min(power, units.length - 1);
  return { name: units[index]!, size: 1_000 ** index };
}

/** Two digits where it is below ten: `4.3`, `43`. */
function amountIn(size: number, bytes: number): string {
  const amount = bytes / size;
  const maximumFractionDigits = amount < 10 && size > 1 ? 1 : 0;
  return new Intl.NumberFormat(env.language, { maximumFractionDigits }).format(amount);
}

/** `4.3 GB`, of 10^9 bytes each, with a space at which no line breaks. */
export function bytesText(bytes: number): string {
  const { name, size } = unitOf(bytes);
  return `${amountIn(size, bytes)}\u00a0${name}`;
}

/** `3.1 of 5.2 GB`: both in the unit of the whole. */
export function bytesOfText(done: number, total: number): string {
  const { name, size } = unitOf(total);
  return l10n.t('{0} of {1} {2}', amountIn(size, done), amountIn(size, total), name);
}

/** `40 s`, `4 min` or `1 h 20 min`: no finer than anybody can foresee. */
export function durationText(seconds: number): string {
  if (seconds < 60) return l10n.t('{0} s', Math.ceil(seconds));
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return l10n.t('{0} min', minutes);
  return l10n.t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}
