import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ImageAnswer } from '../../server/src/engine';
import { Failure } from '../../server/src/failure';
import { FetchingEngine, pathBelow } from '../../server/src/queue/sources';
import { FakeEngine } from './fakeEngine';
import { credentials, fakeS3, region } from './fakeS3';

const cat = readFileSync(path.join(__dirname, '../../media/samples/cat.jpg'));
const limits = { megabytes: 1, megapixels: 1, seconds: 2 };

let web: Server;
let base: string;
let asked: string[];

beforeAll(async () => {
  let isUp = false;
  web = createServer((request, response) => {
    const url = request.url!;
    asked.push(url);
    if (url.startsWith('/cat.jpg')) response.end(cat);
    else if (url === '/moved') response.writeHead(302, { location: '/cat.jpg' }).end();
    else if (url === '/round') response.writeHead(302, { location: '/round' }).end();
    else if (url === '/out') response.writeHead(302, { location: 'file:///etc/passwd' }).end();
    else if (url === '/huge') response.end(Buffer.alloc(1_000_001));
    else if (url === '/slow') response.write('x');
    else if (url === '/forbidden') response.writeHead(403).end();
    else if (url === '/teapot') response.writeHead(418).end();
    else if (url === '/busy') {
      response.writeHead(isUp ? 200 : 503).end(cat);
      isUp = true;
    } else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(web, 'listening');
  base = `http://127.0.0.1:${(web.address() as { port: number }).port}`;
});
beforeEach(() => {
  asked = [];
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => {
  web.closeAllConnections();
  web.close();
});

/** What becomes of images, and what an engine was given to read. */
async function classify(images: string[], behave: (content: Buffer) => void = () => {}) {
  const contents: Buffer[] = [];
  const engine = new FakeEngine((file) => {
    const content = readFileSync(file);
    contents.push(content);
    behave(content);
  });
  const answers: ImageAnswer[] = [];
  await new FetchingEngine(engine, limits).classifyImages({ labels: ['cat'] }, images, {
    onAnswer: (answer) => void answers.push(answer),
  });
  return { answers, contents, files: engine.seen };
}

async function failureOf(image: string): Promise<Failure> {
  const { answers } = await classify([image]);
  expect(answers).toEqual([{ image, failure: expect.any(Failure) }]);
  return (answers[0] as { failure: Failure }).failure;
}

describe('images from the web', () => {
  test('are fetched, classified under their address, and leave no file', async () => {
    const { answers, contents, files } = await classify([`${base}/cat.jpg?key=1`, `${base}/moved`]);
    expect(answers).toMatchObject([
      { image: `${base}/cat.jpg?key=1`, result: { image: `${base}/cat.jpg?key=1` } },
      { image: `${base}/moved`, result: { image: `${base}/moved` } },
    ]);
    expect(contents).toEqual([cat, cat]);
    await expect(readdir(path.dirname(files[0]!))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('go together with files', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'mixed-'));
    const file = path.join(folder, 'cat.jpg');
    await writeFile(file, cat);
    const { answers } = await classify([file, `${base}/cat.jpg`]);
    expect(answers.map(({ image }) => image)).toEqual([file, `${base}/cat.jpg`]);
    expect(await readdir(folder)).toEqual(['cat.jpg']);
    await rm(folder, { recursive: true });
  });

  test.each([
    ['/nowhere', 'image-not-found', 'is not there (404).'],
    ['/forbidden', 'image-not-readable', 'is refused to whoever asks (403)'],
    ['/teapot', 'image-not-readable', 'is answered with status 418.'],
    ['/huge', 'image-over-limit', 'is larger than 1 MB.'],
    ['/round', 'image-not-readable', 'redirects without end'],
    ['/out', 'image-not-readable', 'redirects without end, or to no address'],
  ])('%s is a failure of the image', async (address, code, words) => {
    const failure = await failureOf(`${base}${address}`);
    expect(failure).toMatchObject({ code, message: expect.stringContaining(words) });
  });

  test('a signature in an address is not shown', async () => {
    const failure = await failureOf(`${base}/gone?X-Amz-Signature=secret`);
    expect(failure.message).toBe(`${base}/gone is not there (404).`);
  });

  test('what may pass is tried again', async () => {
    const { answers } = await classify([`${base}/busy`]);
    expect(answers).toMatchObject([{ result: { predicted: 'cat' } }]);
    expect(asked).toEqual(['/busy', '/busy']);
  });

  test('what does not come in time, or not at all, is given up', async () => {
    const quick = { ...limits, seconds: 0.2 };
    const answers: ImageAnswer[] = [];
    const engine = new FetchingEngine(new FakeEngine(), quick);
    await engine.classifyImages({ labels: ['cat'] }, [`${base}/slow`, 'http://127.0.0.1:1/x'], {
      onAnswer: (answer) => void answers.push(answer),
    });
    const messages = answers.map((answer) => 'failure' in answer && answer.failure.message).sort();
    expect(messages).toEqual([
      'http://127.0.0.1:1/x cannot be fetched (ECONNREFUSED).',
      `${base}/slow was not fetched within 0.2 s.`,
    ]);
    expect(asked).toEqual(['/slow', '/slow', '/slow']);
  });

  test('a failure of a fetched image names its address', async () => {
    const image = `${base}/cat.jpg`;
    const engine = new FakeEngine((file) => {
      throw new Failure('image-not-decodable', `${file} is no picture.`, { image: file });
    });
    const answers: ImageAnswer[] = [];
    await new FetchingEngine(engine, limits).classifyImages({ labels: ['cat'] }, [image], {
      onAnswer: (answer) => void answers.push(answer),
    });
    expect(answers).toMatchObject([
      { image, failure: { message: `${image} is no picture.`, details: { image } } },
    ]);
  });

  test('a cancel ends what is being fetched', async () => {
    const stop = new AbortController();
    const engine = new FetchingEngine(new FakeEngine(), { ...limits, seconds: 60 });
    const going = engine.classifyImages({ labels: ['cat'] }, [`${base}/slow`], {
      signal: stop.signal,
      onAnswer: () => {},
    });
    await vi.waitFor(() => expect(asked).toEqual(['/slow']));
    stop.abort();
    await expect(going).rejects.toThrow();
  });
});

describe('images from S3', () => {
  const objects = new Map<string, Buffer>([
    ['/pictures/cat.jpg', cat],
    ["/pictures/odd names/it's (1)+ü.jpg", cat],
  ]);
  let s3: Awaited<ReturnType<typeof fakeS3>>;

  beforeAll(async () => {
    s3 = await fakeS3(objects);
  });
  afterAll(() => {
    s3.server.closeAllConnections();
    s3.server.close();
  });

  function stub(variables: Record<string, string>): void {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  }

  test.each([...objects.keys()])('s3:/%s is asked for with a signature', async (key) => {
    stub({ ...credentials, AWS_REGION: region, AWS_ENDPOINT_URL: `${s3.url}/` });
    const { answers, contents } = await classify([`s3:/${key}`]);
    expect(answers).toMatchObject([{ image: `s3:/${key}`, result: { predicted: 'cat' } }]);
    expect(contents).toEqual([cat]);
  });

  test('a wrong secret is refused, and what is not there is not found', async () => {
    stub({ ...credentials, AWS_DEFAULT_REGION: region, AWS_ENDPOINT_URL_S3: s3.url });
    expect(await failureOf('s3://pictures/dog.jpg')).toMatchObject({ code: 'image-not-found' });
    stub({ AWS_SECRET_ACCESS_KEY: 'guess' });
    const refused = await failureOf('s3://pictures/cat.jpg');
    expect(refused.message).toMatch(/^s3:\/\/pictures\/cat.jpg is refused to whoever asks \(403\)/);
  });

  test('without credentials every image would fail: the run does', async () => {
    stub({ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' });
    await expect(classify(['s3://pictures/cat.jpg'])).rejects.toMatchObject({
      code: 'options-invalid',
      message: expect.stringContaining('AWS_ACCESS_KEY_ID'),
    });
  });

  test('an address without a key names no object', async () => {
    stub({ ...credentials });
    expect(await failureOf('s3://pictures')).toMatchObject({ code: 'image-not-readable' });
  });
});

describe('what a worker may read', () => {
  test('lies below its root, by links too', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'root-'));
    const root = path.join(folder, 'root');
    await mkdir(path.join(root, 'cats'), { recursive: true });
    await writeFile(path.join(root, 'cats/1.png'), '');
    await writeFile(path.join(folder, 'secret.png'), '');
    await symlink(path.join(folder, 'secret.png'), path.join(root, 'out.png'));
    expect(await pathBelow(undefined, 'cats/1.png', '/data')).toBe('/data/cats/1.png');
    expect(await pathBelow(root, 'cats/1.png', '/data')).toMatch(/root\/cats\/1\.png$/);
    await expect(pathBelow(root, 'out.png', '/data')).rejects.toMatchObject({
      code: 'image-not-readable',
      message: expect.stringContaining('leads out of'),
    });
    await expect(pathBelow(root, 'none.png', '/data')).rejects.toMatchObject({
      code: 'image-not-found',
    });
    await rm(folder, { recursive: true });
  });
});
