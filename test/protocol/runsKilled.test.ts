import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { countEvaluations, runKilled, withoutSeconds } from '../fixtures/runs/folderRun';
import { makePictures } from '../fixtures/runs/pictures';
import { temporaryFolder } from '../fixtures/runs/temporaryFolder';

const images = 25;
const flags = ['--labels', 'cat,dog,ship', '--samples', '12', '--elimination', 'none'];

test('a run whose processes are killed ends with the rows of one that was left alone', async () => {
  const root = temporaryFolder();
  const folder = path.join(root, 'images');
  await makePictures(folder, images, ['cat', 'dog', 'ship']);
  const files = (name: string) => {
    mkdirSync(path.join(root, name));
    return {
      folder,
      flags,
      cacheFolder: path.join(root, name),
      out: path.join(root, name, 'rows.csv'),
      evaluations: path.join(root, name, 'evaluations'),
    };
  };
  const alone = files('alone');
  expect(await runKilled(alone, [], () => 0)).toEqual({ kills: 0, starts: 1 });
  const killed = files('killed');
  const delays = [0, 60, 150];
  const how = await runKilled(killed, [1, 8, 16], () => delays.pop()!);
  expect(how).toEqual({ kills: 3, starts: 3 });

  expect(withoutSeconds(killed.out)).toBe(withoutSeconds(alone.out));
  expect(readFileSync(killed.out, 'utf8').trimEnd().split('\n')).toHaveLength(images + 1);
  const { answered, twice } = countEvaluations(alone.evaluations);
  expect({ answered, twice }).toEqual({ answered: images * 3 * 12, twice: 0 });
  // What a host had answered and its server had not yet stored when both were killed: twice.
  expect(countEvaluations(killed.evaluations).answered).toBeGreaterThanOrEqual(answered);
  expect(countEvaluations(killed.evaluations).twice).toBeLessThanOrEqual(2 * 512);
}, 120_000);
