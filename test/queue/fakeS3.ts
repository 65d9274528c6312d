import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';

export const credentials = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'hidden' };
export const region = 'eu-central-1';

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** The signature that a request should have by AWS Signature Version 4, from the published recipe. */
function signatureOf({ method, url, headers }: IncomingMessage, signed: string[]): string {
  const date = String(headers['x-amz-date']);
  const scope = `${date.slice(0, 8)}/${region}/s3/aws4_request`;
  const canonical = [
    method,
    url!.split('?')[0],
    url!.split('?')[1] ?? '',
    ...signed.map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    signed.join(';'),
    headers['x-amz-content-sha256'],
  ].join('\n');
  const hash = createHash('sha256').update(canonical).digest('hex');
  const text = ['AWS4-HMAC-SHA256', date, scope, hash].join('\n');
  const key = [date.slice(0, 8), region, 's3', 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${credentials.AWS_SECRET_ACCESS_KEY}`,
  );
  return hmac(key, text).toString('hex');
}

/** A server that has objects by `/bucket/key`, for whoever signs with {@link credentials}. */
export async function fakeS3(objects: Map<string, Buffer>) {
  const server = createServer((request, response) => {
    const { authorization = '' } = request.headers;
    const [, id, scope, names, signature] =
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), SignedHeaders=([^,]+), Signature=(\w+)$/.exec(
        authorization,
      ) ?? [];
    const isOwn = id === credentials.AWS_ACCESS_KEY_ID && scope?.includes(`/${region}/s3/`);
    if (!isOwn || signature !== signatureOf(request, names!.split(';'))) {
      response.writeHead(403).end('<Error><Code>SignatureDoesNotMatch</Code></Error>');
      return;
    }
    const found = objects.get(decodeURIComponent(request.url!));
    if (found) response.end(found);
    else response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return { server, url: `http://127.0.0.1:${port}` };
}
