import * as l10n from '@vscode/l10n';

/** `40 s`, `4 min` or `1 h 20 min`: no finer than anybody can foresee. */
export function durationText(seconds: number): string {
  if (seconds < 60) return l10n.t('{0} s', Math.ceil(seconds));
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return l10n.t('{0} min', minutes);
  return l10n.t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}
