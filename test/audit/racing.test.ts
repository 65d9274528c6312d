import { afterAll, expect, test } from 'vitest';
import { wilsonInterval } from '../../server/src/method';
import { audit, delta, type Rule } from './audit';
import { regimes } from './regimes';

/** `AUDIT=all` runs ten times as many races, on longer grids: some minutes. */
const isWhole = process.env.AUDIT === 'all';
const races = isWhole ? 10_000 : 1_000;
const grid = isWhole ? 250 : 100;

const exact: Rule = { kind: 'exact', minimum: 4 };
const rules: readonly Rule[] = [
  exact,
  { kind: 'approximate', minimum: 8 },
  { kind: 'approximate', minimum: 20 },
];

const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
const table = [
  `| ${races.toLocaleString('en')} races a regime, grid ${grid} | ${rules.map(({ kind, minimum }) => `${kind}, at least ${minimum}`).join(' | ')} |`,
  `| --- |${rules.map(() => ' --- |').join('')}`,
];

afterAll(() => {
  // The table of docs/method.md.
  if (isWhole) process.stdout.write(`${table.join('\n')}\n`);
});

test.each(regimes)(
  '$name: the winner on the whole grid leaves with probability δ at most',
  (regime) => {
    const figures = audit(regime, { races, grid, rules });
    table.push(
      `| ${regime.name} | ${figures
        .map(({ wrong, evaluations }) => {
          const [low, high] = wilsonInterval(wrong, races);
          return `${percent(wrong / races)} (${percent(low)} to ${percent(high)}), ${percent(evaluations)} of the evaluations`;
        })
        .join(' | ')} |`,
    );
    for (const { rule, wrong } of figures) {
      const [low, high] = wilsonInterval(wrong, races);
      // A tenth of the races cannot show that a rate is below δ, only that it is not above.
      if (rule.kind === 'exact') expect(isWhole ? high : low).toBeLessThanOrEqual(delta);
      else if (regime.isWellBehaved && rule.minimum >= 20) expect(low).toBeLessThanOrEqual(delta);
    }
  },
  3_600_000,
);
