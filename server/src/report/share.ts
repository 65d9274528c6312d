import { wilsonInterval } from '../method';
import type { Share } from '../protocol';

/** @returns null of nothing. */
export function shareOf(count: number, of: number): Share | null {
  return of === 0 ? null : { share: count / of, interval: wilsonInterval(count, of), count, of };
}
