import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { KnownErrors } from '../../../server/src/engine/knownErrors';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

test('an evaluation that is known takes less than 64 bytes, so that ten million fit into a process', async () => {
  const rows = Array.from({ length: 400 }, (_, classIndex) => ({ classIndex }));
  const samples = Array.from({ length: 1_000 }, (_, index) => ({
    timestep: index,
    noiseRow: 3_000 + index,
  }));
  const all = [...rows.keys()];
  const errors = new KnownErrors(rows, undefined);
  await errors.load(all);
  collect();
  const before = process.memoryUsage().heapUsed;
  // Row by row, as a host answers: what it has said is given up after each.
  for (const row of all) {
    const found = [samples.map(({ timestep }) => Math.fround(1 / (1 + timestep + row)))];
    await errors.fill({ rows: [row], samples }, { l2: found, l1: found, huber: found }, true);
  }
  collect();
  const grown = process.memoryUsage().heapUsed - before;
  expect(grown / (rows.length * samples.length)).toBeLessThan(64);
  expect(errors.gaps(all, samples)).toEqual([]);
});
