// Before ONNX Runtime.
import './noTelemetry';
import { availableParallelism } from 'node:os';
import { InferenceSession, listSupportedBackends } from 'onnxruntime-node';
import { Failure } from '../failure';
import type { Device } from './messages';

type ExecutionProviders = NonNullable<InferenceSession.SessionOptions['executionProviders']>;

/** COREML_FLAG_CREATE_MLPROGRAM: the newer of Core ML's two formats has the operators of a UNet. */
const mlProgram = 0x010;

/**
 * The device's provider alone. A list would not do: `['dml', 'cpu']` runs on the CPU without a word
 * when DirectML is not there. TensorRT has CUDA beside it for the operators that it does not take,
 * and both of them throw when they cannot be loaded.
 */
function executionProviders({ provider, index: deviceId }: Device): ExecutionProviders {
  switch (provider) {
    case 'tensorrt':
      return [
        { name: 'tensorrt', deviceId },
        { name: 'cuda', deviceId },
      ];
    case 'cuda':
    case 'dml':
      return [{ name: provider, deviceId }];
    case 'coreml':
      return [{ name: 'coreml', coreMlFlags: mlProgram }];
    default:
      return [provider];
  }
}

/**
 * How sessions on that device are made.
 *
 * @throws Failure `provider-unavailable` where this build of ONNX Runtime does not have the provider:
 *   it would pass over the name and take the CPU.
 */
export function sessionOptions(device: Device): InferenceSession.SessionOptions {
  const { provider, threads = availableParallelism() } = device;
  const supported = listSupportedBackends().map(({ name }) => name);
  if (!supported.includes(provider)) {
    throw new Failure(
      'provider-unavailable',
      `This build of ONNX Runtime has no provider ${provider}; it has ${supported.join(', ')}.`,
      { provider, supported: supported.join(', ') },
    );
  }
  return {
    executionProviders: executionProviders(device),
    intraOpNumThreads: threads,
    graphOptimizationLevel: 'all',
    // DirectML runs neither memory patterns nor nodes in parallel.
    ...(provider === 'dml' && { enableMemPattern: false, executionMode: 'sequential' }),
    // Errors are thrown as well; written to stderr they would pass for last words.
    logSeverityLevel: 4,
  };
}

/**
 * A session of ONNX Runtime on that device and no other: it says so when it cannot.
 *
 * @param file absolute path; weights in files of their own lie beside it.
 * @throws Failure `provider-unavailable`; Error with what ONNX Runtime says.
 */
export async function openSession(file: string, device: Device): Promise<InferenceSession> {
  return await InferenceSession.create(file, sessionOptions(device));
}
