import { expect, test, vi } from 'vitest';
import { Failure } from '../../../server/src/failure';
import { Graph } from '../../../server/src/host/graph';
import { openSession } from '../../../server/src/host/openSession';

vi.mock('../../../server/src/host/openSession', () => ({ openSession: vi.fn() }));

const place = { name: 'denoiser', modelId: 'fake', folder: '/fake', file: '/fake/unet/model.onnx' };
const open = () => Graph.open(place, { provider: 'cuda', index: 0 });

test('a graph that the memory of the device does not suffice for is too large, not broken', async () => {
  vi.mocked(openSession).mockRejectedValueOnce(
    new Error('BFCArena::AllocateRawInternal\nFailed to allocate memory for requested buffer'),
  );
  await expect(open()).rejects.toMatchObject({
    code: 'out-of-memory',
    message: expect.stringMatching(
      /^There is not enough memory for the denoiser of model fake on provider cuda: BFC.* /,
    ),
    details: { model: 'fake', provider: 'cuda' },
  });
});

test('a model in float16 is not the fault of its file where the device has no float16', async () => {
  vi.mocked(openSession).mockRejectedValueOnce(
    new Error('Program Transpose requires f16 but the device does not support it.'),
  );
  await expect(open()).rejects.toMatchObject({
    code: 'provider-unavailable',
    message: expect.stringMatching(/Provider cuda cannot run the denoiser of model fake.*float32/),
    details: { model: 'fake', provider: 'cuda' },
  });
});

test('any other error of loading is that of the file, in one line', async () => {
  vi.mocked(openSession).mockRejectedValueOnce(new Error('Protobuf\n  parsing failed.'));
  await expect(open()).rejects.toMatchObject({
    code: 'model-invalid',
    message: expect.stringMatching(/^Model \/fake\/unet\/model.onnx: .*Protobuf parsing failed\.$/),
    details: { folder: '/fake', file: '/fake/unet/model.onnx' },
  });
});

test('a provider that is not there is not the fault of the model', async () => {
  const failure = new Failure('provider-unavailable', 'This build has no provider cuda.');
  vi.mocked(openSession).mockRejectedValueOnce(failure);
  await expect(open()).rejects.toBe(failure);
});
