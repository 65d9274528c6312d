import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Pipeline } from '../../../server/src/host/pipeline';
import { defaultImageLimits } from '../../../server/src/imageLimits';
import {
  elementTypes,
  externalData,
  fieldNumbers,
  initializerOf,
  integerAttribute,
  nodeOf,
  withLastNodes,
} from '../../fixtures/onnxGraph';
import {
  type Field,
  message,
  readFields,
  text,
  varint,
  writeFields,
} from '../../fixtures/wireFormat';

const { graph, initializer, inputs, tensor, value } = fieldNumbers;
let root: string;
let folder: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'hostile-'));
  folder = path.join(root, 'model');
  await cp(path.resolve('test/fixtures/tiny-class-conditional'), folder, { recursive: true });
});
afterEach(() => rm(root, { recursive: true }));

const open = () => Pipeline.open({ folder, device: { provider: 'cpu', index: 0 } });
const denoiserFile = () => path.join(folder, 'unet', 'model.onnx');

async function changeGraph(change: (fields: Field[]) => readonly Field[]): Promise<void> {
  const model = readFields(await readFile(denoiserFile())).map((field) =>
    field.number === graph && field.type === 'bytes'
      ? message(graph, change(readFields(field.value)))
      : field,
  );
  await writeFile(denoiserFile(), writeFields(model));
}

/** Errors of a white image for the first class at two timesteps. */
async function errors(labels = [0]): Promise<number[][]> {
  const pipeline = await open();
  const white = { width: 16, height: 16, channels: 3, background: '#fff' } as const;
  const png = await sharp({ create: white }).png().toBuffer();
  const image = { dataUri: `data:image/png;base64,${png.toString('base64')}` };
  const { key } = await pipeline.prepare({ image, limits: defaultImageLimits });
  const { l2 } = await pipeline.errors({
    key,
    conditionings: labels.map((classIndex) => ({ classIndex })),
    samples: [
      { timestep: 20, noiseRow: 0 },
      { timestep: 700, noiseRow: 1 },
    ],
    noise: { kind: 'by-row', seed: 0 },
  });
  return l2;
}

/** The first weights of floating point are kept in another file; their bytes. */
async function moveWeights(entries: Readonly<Record<string, string>>): Promise<Buffer> {
  let bytes: Buffer | undefined;
  await changeGraph((fields) =>
    fields.map((field) => {
      if (bytes || field.number !== initializer || field.type !== 'bytes') return field;
      const weights = readFields(field.value);
      const raw = weights.find(({ number }) => number === tensor.raw);
      const type = weights.find(({ number }) => number === tensor.dataType);
      if (raw?.type !== 'bytes' || raw.value.length < 1_000) return field;
      if (type?.value !== BigInt(elementTypes.float16)) return field;
      bytes = raw.value;
      return message(initializer, [
        ...weights.filter((weight) => weight !== raw),
        ...externalData(entries),
      ]);
    }),
  );
  return bytes!;
}

test('weights beside the ONNX file are read, also through links as Hugging Face keeps them', async () => {
  const expected = await errors();
  const bytes = await moveWeights({ location: 'weights.pb' });
  await writeFile(path.join(folder, 'unet', 'weights.pb'), bytes);
  expect(await errors()).toEqual(expected);

  const blobs = path.join(root, 'blobs');
  await mkdir(blobs);
  for (const name of ['model.onnx', 'weights.pb']) {
    await rename(path.join(folder, 'unet', name), path.join(blobs, name));
    await symlink(path.join(blobs, name), path.join(folder, 'unet', name));
  }
  expect(await errors()).toEqual(expected);
});

test.each([
  ['in a parent folder', '../../secret', /escapes model directory/],
  ['of the system', '../../../../../../../etc/passwd', /escapes model directory/],
  ['at an absolute path', '/etc/passwd', /Absolute path not allowed/],
  ['in a device', '/dev/zero', /Absolute path not allowed/],
  ['behind a link that leads out', 'link', /escapes model directory/],
  ['behind a link in a circle', 'circle', /symbolic links/],
  ['in a pipe', 'pipe', /pipe: is no regular file/],
  ['in a folder', 'folder', /folder: is no regular file/],
  ['nowhere', 'absent', /absent: is missing/],
])(
  'weights %s are refused, unread, with the file that asks for them',
  async (_, location, said) => {
    const unet = path.join(folder, 'unet');
    await writeFile(path.join(root, 'secret'), Buffer.alloc(1e6));
    await symlink('../../secret', path.join(unet, 'link'));
    await symlink('circle', path.join(unet, 'circle'));
    execFileSync('mkfifo', [path.join(unet, 'pipe')]);
    await mkdir(path.join(unet, 'folder'));
    await moveWeights({ location });
    await expect(open()).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining(folder),
      details: { folder, file: expect.stringContaining('unet') },
    });
    await expect(open()).rejects.toThrow(said);
  },
);

test.each([
  { offset: String(2 ** 62) },
  { offset: '-16' },
  { length: String(2 ** 62) },
  { offset: '4', length: '4' },
])('weights are not read at %j, beyond their file', async (place) => {
  const bytes = await moveWeights({ location: 'weights.pb', ...place });
  await writeFile(path.join(folder, 'unet', 'weights.pb'), bytes);
  await expect(open()).rejects.toMatchObject({ code: 'model-invalid' });
});

test.each([2 ** 40, -1, 2 ** 33])('weights that say they are %d wide are refused', async (size) => {
  await changeGraph((fields) => [
    ...fields,
    message(initializer, [
      varint(tensor.dims, size),
      varint(tensor.dataType, elementTypes.float32),
      text(tensor.name, 'wide'),
    ]),
    nodeOf('Identity', ['wide'], ['unused']),
  ]);
  await expect(open()).rejects.toMatchObject({ code: 'model-invalid' });
});

test('a message of ONNX Runtime is one line of bounded length', async () => {
  const name = 'x'.repeat(10_000);
  await changeGraph((fields) => [...fields, nodeOf('Identity', [name], ['unused'])]);
  const failure: Error = await open().then(
    () => expect.fail('opened'),
    (error) => error,
  );
  expect(failure.message).toMatch(/^[^\n]{50,1000}$/);
});

test('a denoiser of broken weights gives a failure that says at what, and no number', async () => {
  await changeGraph((fields) =>
    fields.map((field) => {
      if (field.number !== initializer || field.type !== 'bytes') return field;
      const weights = readFields(field.value);
      const isFloat = weights.some(
        ({ number, value: type }) =>
          number === tensor.dataType && type === BigInt(elementTypes.float16),
      );
      const broken = weights.map((weight) =>
        isFloat && weight.number === tensor.raw && weight.type === 'bytes'
          ? { ...weight, value: Buffer.alloc(weight.value.length, 0xff) }
          : weight,
      );
      return message(initializer, broken);
    }),
  );
  await expect(errors([2])).rejects.toMatchObject({
    code: 'model-invalid',
    message: expect.stringMatching(/not finite for class "triangle" at timestep 20: .*precision/),
    details: { model: 'tiny-class-conditional', label: 'triangle', timestep: '20' },
  });
});

const half = Buffer.from(new BigInt64Array([0n, 8n]).buffer);
const joined = (output: string, axis: number) =>
  nodeOf('Concat', ['before', 'before'], [output], integerAttribute('axis', axis));

test.each([
  ['twice the rows', (output: string) => [joined(output, 0)], '[4, 3, 16, 16]'],
  ['twice the height', (output: string) => [joined(output, 2)], '[2, 3, 32, 16]'],
  [
    'a channel too few',
    (output: string) => [
      initializerOf('from', elementTypes.int64, [1], half.subarray(0, 8)),
      initializerOf('to', elementTypes.int64, [1], Buffer.from([2, 0, 0, 0, 0, 0, 0, 0])),
      initializerOf('axis', elementTypes.int64, [1], Buffer.from([1, 0, 0, 0, 0, 0, 0, 0])),
      nodeOf('Slice', ['before', 'from', 'to', 'axis'], [output]),
    ],
    '[2, 2, 16, 16]',
  ],
])('an output of %s is refused with its shape', async (_, last, shape) => {
  await changeGraph((fields) => {
    const { outputs } = fieldNumbers;
    const anyShape = ['a', 'b', 'c', 'd'].map((name) =>
      message(value.dim, [text(value.symbol, name)]),
    );
    return withLastNodes(fields, last).map((field) =>
      field.number === outputs && field.type === 'bytes'
        ? message(outputs, [
            readFields(field.value)[0]!,
            message(value.type, [
              message(value.tensor, [
                varint(value.element, elementTypes.float32),
                message(value.shape, anyShape),
              ]),
            ]),
          ])
        : field,
    );
  });
  await expect(errors()).rejects.toMatchObject({
    code: 'model-invalid',
    message: expect.stringContaining(`${shape}, but [2, 3 or more, 16, 16] was expected`),
  });
});

test('an output of more channels is cut to the noise, as DiT gives a variance beside it', async () => {
  const expected = await errors();
  await changeGraph((fields) => withLastNodes(fields, (output) => [joined(output, 1)]));
  await expect(open()).resolves.toBeDefined();
  expect(await errors()).toEqual(expected);
});

test('class labels may be given as int32', async () => {
  const expected = await errors([1, 3]);
  await changeGraph((fields) => [
    ...fields.filter(
      (field) => field.number !== inputs || !String(field.value).includes('class_labels'),
    ),
    inputOf('class_labels', elementTypes.int32, ['batch']),
  ]);
  expect(await errors([1, 3])).toEqual(expected);
});

test('where the scheduler says nothing the output is the noise, as in diffusers', async () => {
  const file = path.join(folder, 'scheduler', 'scheduler_config.json');
  const scheduler = JSON.parse(await readFile(file, 'utf8'));
  const results = [];
  for (const type of [undefined, 'epsilon', 'v_prediction']) {
    await writeFile(file, JSON.stringify({ ...scheduler, prediction_type: type }));
    results.push(await errors());
  }
  expect(results[0]).toEqual(results[1]);
  expect(results[0]).not.toEqual(results[2]);
});

test('a label that the embedding has no row for is the failure of the denoiser', async () => {
  await writeFile(path.join(folder, 'unet', 'config.json'), '{}');
  const file = path.join(folder, 'classifier.json');
  const classifier = JSON.parse(await readFile(file, 'utf8'));
  // Beyond the class of no label, which the fixture has after its four.
  classifier.labels.push({ name: 'none', synonyms: [] }, { name: 'hexagon', synonyms: [] });
  await writeFile(file, JSON.stringify(classifier));
  await expect(errors([5])).rejects.toMatchObject({
    code: 'host-failed',
    message: expect.stringMatching(/denoiser of model tiny-class-conditional failed: .*idx=5/),
  });
});

test('a graph that asks for more memory than there is fails, and only it', async () => {
  const shape = Buffer.from(new BigInt64Array([2n ** 50n]).buffer);
  await changeGraph((fields) =>
    withLastNodes(fields, (output) => [
      initializerOf('shape', elementTypes.int64, [1], shape),
      initializerOf('one', elementTypes.float32, [1], Buffer.alloc(4)),
      nodeOf('Expand', ['one', 'shape'], ['ones']),
      nodeOf('ReduceSum', ['ones'], ['sum'], integerAttribute('keepdims', 0)),
      nodeOf('Add', ['before', 'sum'], [output]),
    ]),
  );
  await expect(errors()).rejects.toMatchObject({
    code: 'out-of-memory',
    message: expect.stringMatching(/not enough memory for the denoiser of model tiny-class-cond/),
  });
});

test.each([
  ['an input more', inputOf('extra', elementTypes.float32, ['n']), /needs an input extra/],
  ['3 timesteps', inputOf('timestep', elementTypes.int64, [3]), /timestep of shape.*found.*\[3\]/],
])('a denoiser with %s is refused by that input', async (_, input, said) => {
  const name = String(readFields(input.value as Buffer)[0]!.value);
  await changeGraph((fields) => [
    ...fields.filter(
      (field) =>
        field.number !== inputs || String(readFields(field.value as Buffer)[0]!.value) !== name,
    ),
    input,
    // Used, but for nothing: an input that no node takes would be none.
    nodeOf('Identity', [name], ['unused']),
  ]);
  await expect(open()).rejects.toMatchObject({
    code: 'model-invalid',
    message: expect.stringMatching(said),
  });
});

function inputOf(name: string, type: number, sides: readonly (string | number)[]): Field {
  const dims = sides.map((side) =>
    message(value.dim, [
      typeof side === 'string' ? text(value.symbol, side) : varint(value.size, side),
    ]),
  );
  return message(inputs, [
    text(value.name, name),
    message(value.type, [
      message(value.tensor, [varint(value.element, type), message(value.shape, dims)]),
    ]),
  ]);
}
