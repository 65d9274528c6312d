import type { Share, Spread } from '../protocol';

/** "1,234". */
export function countText(count: number): string {
  return Math.round(count).toLocaleString('en');
}

/** "74.5%". */
export function percentText(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

/** "74.5% (72.5 to 76.3)"; empty where there is nothing to share. */
export function shareText(share: Share | null): string {
  if (!share) return '';
  const [low, high] = share.interval.map((end) => (100 * end).toFixed(1));
  return `${percentText(share.share)} (${low} to ${high})`;
}

/** "0.412": seconds and the like, to three digits. */
function figureText(value: number): string {
  return value >= 100 ? countText(value) : Number(value.toPrecision(3)).toString();
}

/** "mean 280, median 264". */
export function spreadText({ mean, median }: Spread): string {
  return `mean ${figureText(mean)}, median ${figureText(median)}`;
}
