import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { golden, load } from './golden/golden.json';
import type { Device, Proof } from './messages';
import { sessionOptions } from './openSession';

/** Milliseconds that the load is run for, once at least: a software driver takes seconds for it. */
const loadDuration = 300;

/**
 * Runs the golden graph on a device and compares its output; then runs a load and takes its rate.
 *
 * @throws Failure `provider-unavailable`; Error with what ONNX Runtime says.
 */
export async function prove(device: Device): Promise<Proof> {
  const { difference, processorNodes } = await runGolden(device);
  return {
    difference: Number.isFinite(difference) ? difference : null,
    processorNodes,
    gigaflops: await runLoad(device),
  };
}

/** The largest difference to the golden output, and the operators that ran on the CPU. */
async function runGolden(
  device: Device,
): Promise<{ difference: number; processorNodes: string[] }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'diffusion-classifier-prove-'));
  try {
    const session = await InferenceSession.create(bytes(golden.model), {
      ...sessionOptions(device),
      enableProfiling: true,
      profileFilePrefix: path.join(folder, 'profile'),
    });
    const feeds = Object.entries(golden.inputs).map(([name, value]) => [name, tensor(value)]);
    const outputs = await session.run(Object.fromEntries(feeds));
    session.endProfiling();
    const received = outputs[session.outputNames[0]!]!.data as Float32Array;
    await session.release();
    const expected = tensor(golden.output).data as Float32Array;
    return {
      // NaN where any number is: Math.max of numbers and NaN is NaN.
      difference: Math.max(...expected.map((value, index) => Math.abs(value - received[index]!))),
      processorNodes: await nodesOnProcessor(folder),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface ProfileEvent {
  cat: string;
  args?: { provider?: string; op_name?: string };
}

/** The operators that ran on the CPU, by the profile of ONNX Runtime that lies in `folder`. */
async function nodesOnProcessor(folder: string): Promise<string[]> {
  const [file] = await readdir(folder);
  const events: ProfileEvent[] = JSON.parse(await readFile(path.join(folder, file!), 'utf8'));
  const operators = events
    .filter(({ cat, args }) => cat === 'Node' && args?.provider === 'CPUExecutionProvider')
    .map(({ args }) => args?.op_name ?? '');
  return [...new Set(operators)].sort();
}

/** 10^9 operations a second, in the best of a few runs. */
async function runLoad(device: Device): Promise<number> {
  const session = await InferenceSession.create(bytes(load.model), sessionOptions(device));
  const feeds = Object.entries(load.shapes).map(([name, dims]) => [name, ramp(dims)]);
  const inputs: Record<string, Tensor> = Object.fromEntries(feeds);
  const milliseconds: number[] = [];
  const end = performance.now() + loadDuration;
  for (let began = performance.now(); began < end; began = performance.now()) {
    await session.run(inputs);
    milliseconds.push(performance.now() - began);
  }
  await session.release();
  return load.operations / Math.min(...milliseconds) / 1e6;
}

function bytes(base64: string): Uint8Array {
  return Uint8Array.from(Buffer.from(base64, 'base64'));
}

function tensor({ float32, dims }: { float32: string; dims: number[] }): Tensor {
  return new Tensor('float32', new Float32Array(bytes(float32).buffer), dims);
}

/** Numbers in [-1, 1), of no importance. */
function ramp(dims: number[]): Tensor {
  const size = dims.reduce((product, side) => product * side, 1);
  return new Tensor(
    'float32',
    Float32Array.from({ length: size }, (_, i) => (i % 16) / 8 - 1),
    dims,
  );
}
