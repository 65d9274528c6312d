import path from 'node:path';
import { expect, test } from 'vitest';
import type { ConditioningSide } from '../../../server/src/host/conditioning';
import { Denoiser } from '../../../server/src/host/denoiser';
import type { ImageSide } from '../../../server/src/host/imageSide';
import type { ErrorsParams } from '../../../server/src/host/messages';
import { Tensor } from '../../../server/src/host/onnxRuntime';
import { Pipeline } from '../../../server/src/host/pipeline';
import { encoded } from '../../../server/src/host/tensors';
import { defaultImageLimits } from '../../../server/src/imageLimits';
import type { ModelFolder } from '../../../server/src/models';
import { type Declared, fakeGraph } from '../../fixtures/fakeGraph';

const image = { file: path.resolve('test/fixtures/images/rgba-alpha.png') };
const model = {
  id: 'fake',
  scheduler: { num_train_timesteps: 1000 },
  classifier: { image: { size: 16, resize: 'bicubic', crop: 'center' } },
} as ModelFolder;
const side: ImageSide = {
  shape: [3, 16, 16],
  downscale: 1,
  warnings: [],
  x0: async (pixels) => pixels,
};
const conditioning: ConditioningSide = {
  encode: async () => ({ cut: [] }),
  rows: async (asked) =>
    asked.map((one) => ({
      class_labels: {
        bytes: encoded('int32', [(one as { classIndex: number }).classIndex]),
        dims: [],
      },
    })),
  title: () => ({ kind: 'class', label: 'fake' }),
};

interface Device {
  /** Rows of a call that its memory suffices for. */
  fits: number;
  /** Rows of each call it was asked for, those that failed among them. */
  calls: number[];
}

/** A denoiser that predicts class + timestep / 1000 everywhere, on a device of little memory. */
function pipelineOn(device: Device, changes: Declared = {}): Pipeline {
  const inputs = {
    sample: ['b', 3, 16, 16],
    timestep: { type: 'int32', shape: ['b'] },
    class_labels: { type: 'int32', shape: ['b'] },
    ...changes,
  };
  const graph = fakeGraph(inputs, { noise: ['b', 3, 16, 16] }, (feeds) => {
    const rows = feeds.sample!.dims[0]!;
    device.calls.push(rows);
    if (rows > device.fits) throw new Error('Failed to allocate memory for requested buffer');
    const { data: labels } = feeds.class_labels!;
    const { data: times } = feeds.timestep!;
    const values = new Float32Array(rows * 768).map((_, index) => {
      const row = Math.floor(index / 768);
      return Number(labels[row]) + Number(times[row] ?? times[0]) / 1000;
    });
    return { noise: new Tensor('float32', values, [rows, 3, 16, 16]) };
  });
  const denoiser = new Denoiser(graph, side, 'closed');
  return new Pipeline({ model, image: side, denoiser, conditioning }, 'cuda');
}

async function errorsOf(pipeline: Pipeline, labels = 5, samples = 4): Promise<number[][]> {
  const { key } = await pipeline.prepare({ image, limits: defaultImageLimits });
  const parameters: ErrorsParams = {
    key,
    conditionings: Array.from({ length: labels }, (_, classIndex) => ({ classIndex })),
    samples: Array.from({ length: samples }, (_, index) => ({
      timestep: 200 * index,
      noiseRow: index,
    })),
    noise: { kind: 'by-row', seed: 1 },
  };
  const { l2 } = await pipeline.errors(parameters);
  return l2;
}

test('what does not fit into memory is halved until it does, and the size is remembered', async () => {
  const large: Device = { fits: 1_000, calls: [] };
  const expected = await errorsOf(pipelineOn(large));
  expect(large.calls).toEqual([20]);
  expect(new Set(expected.flat()).size).toBe(20);

  const small: Device = { fits: 4, calls: [] };
  const pipeline = pipelineOn(small);
  expect(await errorsOf(pipeline)).toEqual(expected);
  expect(small.calls.slice(0, 3)).toEqual([20, 10, 5]);
  expect(Math.max(...small.calls.slice(3))).toBeLessThanOrEqual(4);
  small.calls = [];
  expect(await errorsOf(pipeline)).toEqual(expected);
  expect(Math.max(...small.calls)).toBeLessThanOrEqual(4);
  expect(small.calls.reduce((sum, rows) => sum + rows)).toBe(20);
});

test('where not even one evaluation fits it is said what to do', async () => {
  const device: Device = { fits: 0, calls: [] };
  await expect(errorsOf(pipelineOn(device))).rejects.toMatchObject({
    code: 'out-of-memory',
    message: expect.stringMatching(/not enough memory.*model fake.*Close other.*smaller model/),
    details: { model: 'fake' },
  });
  expect(device.calls).toEqual([20, 10, 5, 2, 1]);
});

test('a denoiser of fixed batch is asked for no more rows than that', async () => {
  const expected = await errorsOf(pipelineOn({ fits: 1_000, calls: [] }));
  const device: Device = { fits: 1_000, calls: [] };
  const fixed = pipelineOn(device, {
    sample: [3, 3, 16, 16],
    timestep: { type: 'int32', shape: [3] },
    class_labels: { type: 'int32', shape: [3] },
  });
  expect(await errorsOf(fixed)).toEqual(expected);
  expect(new Set(device.calls)).toEqual(new Set([3]));
});

test('one timestep for a call is shared by its labels', async () => {
  const expected = await errorsOf(pipelineOn({ fits: 1_000, calls: [] }));
  const device: Device = { fits: 3, calls: [] };
  const shared = pipelineOn(device, { timestep: { type: 'int32', shape: [] } });
  expect(await errorsOf(shared)).toEqual(expected);
  expect(device.calls).toEqual([5, ...[1, 2, 3, 4].flatMap(() => [2, 2, 1])]);
});
