import { expect, test, vi } from 'vitest';
import type { LogOutputChannel } from 'vscode';
import { traceChannel, withoutToken } from '../../../client/src/withoutToken';

test('the token of the hub is in no log, however much is traced', () => {
  const params = { model: 'sd', token: 'hf_secret', acceptLicence: 'mit' };
  const traced = withoutToken(`Params: ${JSON.stringify(params, null, 4)}`);
  expect(traced).not.toContain('hf_secret');
  expect(traced).toContain('"acceptLicence": "mit"');
  expect(withoutToken(JSON.stringify({ params }))).not.toContain('hf_secret');
});

test('tokens of progress are no secrets', () => {
  const text = '{ "downloadToken": "download-1", "workDoneToken": "work-1" }';
  expect(withoutToken(text)).toBe(text);
});

test('a token with a quote in it is not told either', () => {
  const params = { token: 'hf_"secret\\"', acceptLicence: 'mit' };
  expect(withoutToken(JSON.stringify(params))).toBe('{"token":"...","acceptLicence":"mit"}');
});

test('what is traced as text and as JSON goes to the log without it', () => {
  const trace = vi.fn();
  const log = { trace, name: 'Diffusion Classifier' } as unknown as LogOutputChannel;
  const channel = traceChannel(log);
  channel.trace(JSON.stringify({ message: { params: { token: 'hf_secret' } } }));
  expect(trace).toHaveBeenCalledExactlyOnceWith('{"message":{"params":{"token":"..."}}}');
  expect(channel.name).toBe('Diffusion Classifier');
});
