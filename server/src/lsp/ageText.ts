import type { Strings } from './strings';

/** Seconds of each unit, the longest first. */
const units = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/**
 * "3 minutes ago", in the client's language; a clock that went back makes it "just now".
 *
 * @param since ISO 8601. @param now milliseconds since 1970.
 */
export function ageText(since: string, now: number, strings: Strings): string {
  const seconds = (now - Date.parse(since)) / 1_000;
  const found = units.find(([, length]) => seconds >= length);
  if (!found) return strings.justNow;
  const [unit, length] = found;
  const format = new Intl.RelativeTimeFormat(strings.numbers, { numeric: 'always' });
  return format.format(-Math.floor(seconds / length), unit);
}
