import { wilsonInterval } from '../../../server/src/method/wilsonInterval';
import type { Interval } from './quantiles';

/** 97.5% of a standard normal lies below. */
const z = 1.959963984540054;

/** A share with its interval. */
export interface Share {
  value: number;
  interval: Interval;
}

export function share(hits: number, of: number): Share {
  const [low, high] = wilsonInterval(hits, of);
  return { value: hits / of, interval: { low, high, kind: '95% Wilson' } };
}

/**
 * The difference of two shares of the same things, with the 95% interval of Bonett and Price
 * (2012): Wald's, after one has been added to each kind of disagreement.
 *
 * @param gained Things that the first has and the second has not.
 * @param lost Things that the second has and the first has not.
 */
export function pairedDifference(gained: number, lost: number, of: number): Share {
  const [up, down] = [(gained + 1) / (of + 2), (lost + 1) / (of + 2)];
  const half = z * Math.sqrt((up + down - (up - down) ** 2) / (of + 2));
  const middle = up - down;
  return {
    value: (gained - lost) / of,
    interval: { low: middle - half, high: middle + half, kind: '95% paired' },
  };
}
