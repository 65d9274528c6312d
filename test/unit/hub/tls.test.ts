import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, type TestContext, test, vi } from 'vitest';
import { downloadFile } from '../../../server/src/hub';
import { failureOf, temporaryFolder } from './hubForTest';

const patience = { stallSeconds: 1, retrySeconds: 0.01 };

/** An encrypted host with a certificate that nobody trusts; it redirects to `location`. */
async function startHttps(context: TestContext, location: string): Promise<string> {
  const folder = temporaryFolder();
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(folder, name));
  try {
    execFileSync(
      'openssl',
      [
        ...[
          'req',
          '-x509',
          '-newkey',
          'rsa:2048',
          '-nodes',
          '-days',
          '2',
          '-subj',
          '/CN=localhost',
        ],
        ...['-keyout', key!, '-out', cert!],
      ],
      { stdio: 'pipe' },
    );
  } catch {
    context.skip('making a certificate needs openssl');
  }
  const secrets = { key: readFileSync(key!), cert: readFileSync(cert!) };
  const server = createServer(secrets, (_, response) => {
    response.writeHead(302, { location }).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    vi.unstubAllEnvs();
  });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test('a certificate that is not trusted: said at once, with what a company can do', async (context) => {
  const url = await startHttps(context, '/');
  const file = path.join(temporaryFolder(), 'x');
  const failure = await failureOf(downloadFile({ url, file, patience }));
  expect(failure.details.reason).toBe('unreachable');
  expect(failure.message).toContain('NODE_EXTRA_CA_CERTS');
});

test('an encrypted host may not redirect to one that is not', async (context) => {
  const url = await startHttps(context, 'http://mirror.example/x');
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  const file = path.join(temporaryFolder(), 'x');
  const failure = await failureOf(downloadFile({ url, file, patience }));
  expect(failure.details).toMatchObject({ reason: 'redirect-refused', to: 'mirror.example' });
});
