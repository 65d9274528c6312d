// Before ONNX Runtime.
import './noTelemetry';
import { availableParallelism } from 'node:os';
import { InferenceSession } from 'onnxruntime-node';
import type { Device } from './messages';

/**
 * A session of ONNX Runtime on that device and no other: it says so when it cannot.
 *
 * @param file absolute path; weights in files of their own lie beside it.
 * @throws Error with what ONNX Runtime says.
 */
export async function openSession(
  file: string,
  { provider, threads = availableParallelism() }: Device,
): Promise<InferenceSession> {
  return await InferenceSession.create(file, {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    graphOptimizationLevel: 'all',
    // Errors are thrown as well; written to stderr they would pass for last words.
    logSeverityLevel: 4,
  });
}
