import type { RunProgress } from '../protocol';
import type { Strings } from './strings';

type Unit = 'second' | 'minute' | 'hour';

/** "40 sec", "5 min", "2 hr 10 min", as `locale` has it. */
function durationText(seconds: number, locale: string): string {
  const inUnit = (value: number, unit: Unit): string =>
    value.toLocaleString(locale, { style: 'unit', unit, unitDisplay: 'short' });
  if (seconds < 90) return inUnit(Math.ceil(seconds), 'second');
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 90) return inUnit(minutes, 'minute');
  return `${inUnit(Math.floor(minutes / 60), 'hour')} ${inUnit(minutes % 60, 'minute')}`;
}

/** How far a run is, in the client's language. */
export function runProgressText(
  { counts, isListed, imagesPerSecond, secondsLeft }: RunProgress,
  strings: Strings,
): string {
  const { numbers: locale } = strings;
  const count = (value: number): string => value.toLocaleString(locale);
  return strings.runProgress({
    done: count(counts.done),
    total: count(counts.total),
    isListed,
    ...(counts.failed > 0 && { failed: count(counts.failed) }),
    ...(imagesPerSecond !== null && {
      imagesPerSecond: imagesPerSecond.toLocaleString(locale, { maximumSignificantDigits: 2 }),
    }),
    ...(secondsLeft !== null && { timeLeft: durationText(secondsLeft, locale) }),
  });
}

/** In percent of the images found, those that failed among them. */
export function runPercentage({ counts: { done, failed, total } }: RunProgress): number {
  return total === 0 ? 0 : Math.min(100, Math.floor((100 * (done + failed)) / total));
}
