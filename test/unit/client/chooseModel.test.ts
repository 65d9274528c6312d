import { expect, test, vi } from 'vitest';
import { window } from 'vscode';
import { ModelChooser } from '../../../client/src/models/chooseModel';
import type { Downloads } from '../../../client/src/models/downloadModel';
import { ModelActions } from '../../../client/src/models/modelActions';
import { pickModel } from '../../../client/src/models/modelPick';
import type { Models } from '../../../client/src/models/models';
import type { ModelEntry } from '../../../server/src/protocol';

vi.mock('vscode', () => import('./vscode'));
vi.mock('../../../client/src/models/modelPick', () => ({ pickModel: vi.fn() }));

const whole: ModelEntry = {
  id: 'sd',
  title: 'Stable Diffusion',
  description: '',
  state: 'downloaded',
  folder: '/models/sd',
  bytes: { missing: 0, total: 5_200_000_000 },
  imageSize: 512,
  memory: 6_000_000_000,
  licence: { name: 'Open RAIL', url: 'https://hub.example/licence' },
  source: { repository: 'owner/sd', revision: 'main' },
  vocabulary: 'open',
};

test('of a damaged model only what is damaged is downloaded again', async () => {
  const damaged: ModelEntry = {
    ...whole,
    state: 'partial',
    bytes: { missing: 300_000_000, total: 5_200_000_000 },
  };
  const list = vi.fn<Models['list']>().mockResolvedValue([damaged]).mockResolvedValueOnce([whole]);
  const verify = async () => [{ file: 'unet/model.onnx', state: 'wrong-hash' }];
  const remove = vi.fn<Models['remove']>();
  const begin = vi.fn<Downloads['begin']>();
  vi.mocked(pickModel).mockResolvedValue({
    choice: { kind: 'model', entry: whole },
    action: 'verify',
  });
  vi.spyOn(window, 'showErrorMessage').mockResolvedValue('Download Again' as never);
  const models = { list, verify, remove } as unknown as Models;
  const downloads = { begin } as unknown as Downloads;
  await new ModelChooser(models, downloads, new ModelActions(models, downloads)).choose();
  expect(remove).not.toHaveBeenCalled();
  const wanted = begin.mock.lastCall?.[0];
  expect(wanted).toMatchObject({ model: 'sd', licence: whole.licence });
  expect(wanted?.facts.join()).toMatch(/^300\sMB are to be downloaded/);
});
