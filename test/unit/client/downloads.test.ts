import { beforeEach, expect, test, vi } from 'vitest';
import { CancellationError, type LogOutputChannel, type SecretStorage, window } from 'vscode';
import { ClassificationFailure } from '../../../client/src/failure';
import { Downloads } from '../../../client/src/models/downloadModel';
import { HuggingFaceToken } from '../../../client/src/models/huggingFaceToken';
import type { Models } from '../../../client/src/models/models';
import { readListing } from '../../../server/src/hub/listing';
import { progress, settings } from './vscode';

vi.mock('vscode', () => import('./vscode'));

const download = vi.fn<Models['download']>();
const secrets = new Map<string, string>();
const storage = {
  get: async (key: string) => secrets.get(key),
  store: async (key: string, value: string) => void secrets.set(key, value),
} as unknown as SecretStorage;
const log = { error: () => {} } as unknown as LogOutputChannel;

const licence = { name: 'Open RAIL', url: 'https://hub.example/licence' };
const catalogued = { model: 'sd', title: 'Stable Diffusion', licence, facts: [] };
const repository = { model: 'owner/name', title: 'owner/name', facts: [] };

const cut = failed({ reason: 'cut', host: 'hub.example' });
const unauthorized = failed({ reason: 'unauthorized', host: 'hub.example', status: '401' });

function failed(details: Record<string, string>): ClassificationFailure {
  return new ClassificationFailure('download-failed', 'The sentence.', details);
}

/** What a person answers, in order, whatever they are asked by. */
function answer(...answers: (string | undefined)[]): void {
  for (const ask of ['showInformationMessage', 'showErrorMessage', 'showInputBox'] as const) {
    vi.spyOn(window, ask).mockImplementation((async () => answers.shift()) as never);
  }
}

/** Of every download that was asked for. */
const asked = () => download.mock.calls.map(([params]) => params);

let downloads: Downloads;

beforeEach(() => {
  settings.clear();
  secrets.clear();
  download.mockReset().mockResolvedValue('/models/sd');
  downloads = new Downloads({ download } as unknown as Models, new HuggingFaceToken(storage), log);
});

test('nothing is asked for before the licence is accepted', async () => {
  answer(undefined);
  await downloads.begin(catalogued);
  expect(asked()).toEqual([]);
});

test('a model that was downloaded is used when somebody says so, and not before', async () => {
  answer('Accept and Download', undefined);
  await downloads.begin(catalogued);
  expect(asked()).toEqual([{ model: 'sd', acceptLicence: 'Open RAIL' }]);
  expect(settings.get('diffusionClassifier.model')).toBeUndefined();
  answer('Accept and Download', 'Use It');
  await downloads.begin(catalogued);
  expect(settings.get('diffusionClassifier.model')).toBe('sd');
});

test('of a repository the licence is asked first, then shown, then accepted', async () => {
  const details = { licence: 'mit', url: 'https://hub.example/mit' };
  download.mockRejectedValueOnce(new ClassificationFailure('licence-not-accepted', '', details));
  answer('Accept and Download');
  await downloads.begin(repository);
  expect(asked().map(({ acceptLicence }) => acceptLicence)).toEqual([expect.any(String), 'mit']);
});

test('no repository can call its licence so that it counts as accepted before it was shown', async () => {
  await downloads.begin(repository);
  const asPlaceholder = {
    sha: '0'.repeat(40),
    cardData: { license: asked()[0]!.acceptLicence },
    siblings: ['model_index.json', 'scheduler/scheduler_config.json', 'unet/model.onnx'].map(
      (rfilename) => ({ rfilename, size: 1 }),
    ),
  };
  const listing = readListing(JSON.stringify(asPlaceholder), 'owner/name', 'https://hub.example');
  expect(listing.licence.name).not.toBe(asked()[0]!.acceptLicence);
});

test('a licence that is no longer the one of the catalogue is shown anew', async () => {
  const details = { licence: 'other', url: 'https://hub.example/other' };
  download.mockRejectedValueOnce(new ClassificationFailure('licence-not-accepted', '', details));
  answer('Accept and Download', undefined);
  await downloads.begin(catalogued);
  expect(asked().map(({ acceptLicence }) => acceptLicence)).toEqual(['Open RAIL']);
});

test('a download that was cut off goes on when somebody says so', async () => {
  download.mockRejectedValueOnce(cut).mockRejectedValueOnce(new CancellationError());
  answer('Accept and Download', 'Resume', 'Resume', 'Use It');
  await downloads.begin(catalogued);
  expect(download).toHaveBeenCalledTimes(3);
  expect(settings.get('diffusionClassifier.model')).toBe('sd');
});

test('a token that is entered is kept, and goes with the downloads from then on', async () => {
  download.mockRejectedValueOnce(unauthorized);
  answer('Accept and Download', 'Enter Token...', ' hf_secret ', undefined);
  await downloads.begin(catalogued);
  expect(asked().map(({ token }) => token)).toEqual([undefined, 'hf_secret']);
  expect([...secrets.values()]).toEqual(['hf_secret']);
});

test('without a token nothing is asked for again', async () => {
  download.mockRejectedValueOnce(unauthorized);
  answer('Accept and Download', 'Enter Token...', undefined);
  await downloads.begin(catalogued);
  expect(download).toHaveBeenCalledTimes(1);
});

test('what a download waits for is told, without links', async () => {
  const report = vi.spyOn(progress, 'report');
  download.mockImplementationOnce(async (_params, _token, { onNote }) => {
    onNote('Waiting for [x](command:y)');
    return '/models/sd';
  });
  answer('Accept and Download');
  await downloads.begin(catalogued);
  expect(report.mock.lastCall).toEqual([{ message: 'Waiting for [x] (command:y)' }]);
});

test('a model is downloaded once at a time', async () => {
  let arrive = (_folder: string): void => {};
  download.mockReturnValueOnce(new Promise((resolve) => (arrive = resolve)));
  answer('Accept and Download', 'Accept and Download');
  const first = downloads.begin(catalogued);
  await vi.waitFor(() => expect(download).toHaveBeenCalledTimes(1));
  await downloads.begin(catalogued);
  expect(download).toHaveBeenCalledTimes(1);
  arrive('/models/sd');
  await first;
});
