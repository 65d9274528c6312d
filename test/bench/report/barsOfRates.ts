import type { TopLevelSpec } from 'vega-lite';
import { palette } from '../../../server/src/charts';
import type { Figure } from '../parts/part';

/** Rates as bars with their intervals, in the order in which they are given. */
export function barsOfRates(rates: readonly Figure[]): TopLevelSpec {
  const values = rates.map(({ subject, value, interval }) => ({
    subject,
    value,
    low: interval?.low ?? value,
    high: interval?.high ?? value,
  }));
  const y = {
    field: 'subject',
    type: 'nominal',
    sort: null,
    axis: { title: null, labelLimit: 0 },
  } as const;
  return {
    data: { values },
    width: 360,
    height: { step: 24 },
    layer: [
      {
        mark: { type: 'bar', color: palette[0], opacity: 0.75 },
        encoding: {
          y,
          x: { field: 'value', type: 'quantitative', title: rates[0]?.measure ?? '' },
        },
      },
      {
        mark: { type: 'rule', color: 'black' },
        encoding: {
          y,
          x: { field: 'low', type: 'quantitative' },
          x2: { field: 'high' },
        },
      },
    ],
  };
}
