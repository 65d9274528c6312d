import { palette } from '../../../server/src/charts';
import { farmSizes, scenarios, usual } from '../queue/scenarios';
import { simulate } from '../queue/simulate';
import { median } from '../statistics/quantiles';
import type { Figure, Part } from './part';

const seeds = [1, 2, 3];

function percent(share: number): number {
  return Number((100 * share).toFixed(1));
}

/** How a queue would do with up to a thousand GPUs: simulated. */
export const queueScaling: Part = {
  name: 'queue-scaling',
  title: 'A thousand GPUs on one queue, simulated',
  measure: async ({ quick }, say) => {
    const figures: Figure[] = [];
    for (const { name, predicted, imagesPerWorker, ...scenario } of scenarios) {
      say(name);
      for (const workers of quick ? [10] : farmSizes) {
        const images = imagesPerWorker * workers;
        const farm = { ...usual, ...scenario, workers, images };
        const outcomes = seeds.map((seed) => simulate({ ...farm, seed }));
        const subject = `${name}, ${workers.toLocaleString('en')} GPUs`;
        const figure = (measure: string, unit: string, values: number[]): Figure => {
          const [low, high] = [Math.min(...values), Math.max(...values)];
          return {
            subject,
            measure,
            unit,
            value: median(values),
            interval: { low, high, kind: 'range' },
            n: 3,
          };
        };
        const share = (measure: string, of: (one: (typeof outcomes)[0]) => number) =>
          figure(measure, '%', outcomes.map(of).map(percent));
        figures.push({
          ...share('efficiency', ({ efficiency }) => efficiency),
          ...(workers === 1_000 && { predicted }),
        });
        if (workers !== 1_000) continue;
        figures.push(
          share('Redis busy', ({ redis }) => redis),
          share('collector busy', ({ collector }) => collector),
          share('store busy', ({ store }) => store),
          share('computed again', ({ again }) => again / images),
        );
      }
    }
    const { redisSeconds, collectJobSeconds, collectSeconds } = usual;
    return {
      settings: {
        'ms of Redis a job': 1e3 * redisSeconds,
        'ms to collect a job': 1e3 * collectJobSeconds,
        'ms for an image in it': 1e3 * collectSeconds,
      },
      figures,
    };
  },
  charts: (figures) => {
    const values = figures
      .filter(({ measure }) => measure === 'efficiency')
      .map(({ subject, value }) => {
        const [, name, gpus] = /^(.*), ([\d,]+) GPUs$/.exec(subject)!;
        return { name, gpus: Number(gpus!.replace(',', '')), value };
      });
    return {
      'queue-scaling': {
        alternative: 'Efficiency against the number of GPUs, a line for each kind of work',
        specification: {
          data: { values },
          width: 420,
          height: 280,
          mark: { type: 'line', point: true },
          encoding: {
            x: { field: 'gpus', type: 'quantitative', scale: { type: 'log' }, title: 'GPUs' },
            y: {
              field: 'value',
              type: 'quantitative',
              scale: { domain: [0, 100] },
              title: 'efficiency (%)',
            },
            color: {
              field: 'name',
              type: 'nominal',
              title: null,
              sort: null,
              scale: { range: [...palette] },
            },
          },
        },
      },
    };
  },
};
