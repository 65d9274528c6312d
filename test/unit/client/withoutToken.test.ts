import { expect, test } from 'vitest';
import { withoutToken } from '../../../client/src/withoutToken';

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
