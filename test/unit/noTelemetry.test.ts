import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../server/src/packageRoot';

/** What can reach another machine, or says by itself how the product is used. */
const reaches = [
  /from '(node:)?(https?|http2|net|tls|dgram|dns)(\/promises)?'/,
  /^import (?!type )(?!\{( type \w+,?)+ \}).* from '(undici|ioredis|bullmq|aws4fetch)'/m,
  /^export .* from '(undici|ioredis|bullmq|aws4fetch)'/m,
  /(?<!this\.|async |function )\bfetch\(/,
  /\b(WebSocket|XMLHttpRequest|EventSource|sendBeacon)\b/,
  /createTelemetryLogger|TelemetryReporter|applicationinsights/i,
];

/** The only files that do, and what for. */
const allowed: Record<string, string> = {
  'server/src/hub/get.ts': 'models, asked for by a person',
  'server/src/hub/connection.ts': 'the proxy of downloads',
  'server/src/lsp/transport/openTransport.ts': 'the socket that an editor has named',
  'server/src/queue/bullmq.ts': 'the queue that a person has named',
  'server/src/queue/sources/fetchImage.ts': 'images that a person has named by address',
  'server/src/queue/sources/s3Request.ts': 'the same, of S3',
};

const root = packageRoot();

function sources(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.posix.join(folder, file.replaceAll(path.sep, '/')));
}

test('nothing reaches another machine but what a person has asked for', () => {
  const all = [...sources('client'), ...sources('server')];
  const reaching = all.filter((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    return reaches.some((pattern) => pattern.test(text));
  });
  expect(reaching.toSorted()).toEqual(Object.keys(allowed).toSorted());
});

test('no package that sends telemetry is there', () => {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(names.filter((name) => /telemetry|insights|analytics|sentry/i.test(name))).toEqual([]);
});
