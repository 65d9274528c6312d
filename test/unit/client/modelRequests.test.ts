import { expect, test, vi } from 'vitest';
import type { CancellationToken } from 'vscode';
import { sendDownload } from '../../../client/src/models/modelRequests';
import type { ProcessClient } from '../../../client/src/processClient';
import type { DownloadModelParams, DownloadState } from '../../../server/src/protocol';

vi.mock('vscode', () => import('./vscode'));
vi.mock('vscode-languageclient/node', () => ({
  State: { Stopped: 1 },
  WorkDoneProgress: { type: 'work' },
}));

const state: DownloadState = {
  ...{ done: 1, total: 2, bytesPerSecond: 0, secondsLeft: null },
  file: 'unet/model.onnx',
};

test('what a download waits for is told beside how far it is', async () => {
  const listeners = new Map<string, (value: unknown) => void>();
  const dispose = vi.fn();
  const client = {
    onProgress: (_type: unknown, token: string, listener: (value: unknown) => void) => {
      listeners.set(token, listener);
      return { dispose };
    },
    onDidChangeState: () => ({ dispose: () => {} }),
    sendRequest: async (_type: unknown, params: DownloadModelParams) => {
      const work = listeners.get(String(params.workDoneToken))!;
      work({ kind: 'begin', title: 'Downloading sd' });
      work({ kind: 'report', message: 'Waiting 20 s before asking again' });
      work({ kind: 'report', percentage: 50, message: state.file });
      listeners.get(String(params.downloadToken))!(state);
      return { folder: '/models/sd' };
    },
  } as unknown as ProcessClient;
  const listener = { onState: vi.fn(), onNote: vi.fn() };
  const params = { model: 'sd', acceptLicence: 'mit' };
  const folder = await sendDownload(client, params, {} as CancellationToken, listener);
  expect(folder).toBe('/models/sd');
  expect(listener.onState).toHaveBeenCalledExactlyOnceWith(state);
  expect(listener.onNote).toHaveBeenCalledExactlyOnceWith('Waiting 20 s before asking again');
  expect(dispose).toHaveBeenCalledTimes(listeners.size);
});
