import { expect, test } from 'vitest';
import { modelLabels } from '../../../server/src/engine';
import { makeModelFolder } from '../../fixtures/modelFolder';

test('are the labels of the bundled model unless another one is named', async () => {
  expect(await modelLabels()).toEqual([
    'airplane',
    'automobile',
    'bird',
    'cat',
    'deer',
    'dog',
    'frog',
    'horse',
    'ship',
    'truck',
  ]);
  expect(await modelLabels(makeModelFolder())).toEqual(['cat', 'dog', 'frog']);
});

test('leave out a name that means an earlier class: a request may not name one twice', async () => {
  // As in ImageNet, where a crane is a bird and a machine.
  const labels = ['crane', 'dog', 'crane', 'Dog', 'frog'].map((name) => ({ name, synonyms: [] }));
  expect(await modelLabels(makeModelFolder({ labels }))).toEqual(['crane', 'dog', 'frog']);
});

test('of a model that is not there are a failure', async () => {
  await expect(modelLabels('no-such-model')).rejects.toMatchObject({ code: 'model-not-found' });
});
