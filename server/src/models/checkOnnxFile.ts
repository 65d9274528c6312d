import { stat } from 'node:fs/promises';
import path from 'node:path';
import { modelInvalid } from './modelInvalid';

/** Protobuf ends here; larger models keep their weights in files beside. */
const maxBytes = 2 ** 31;

/**
 * Sees that there is a file that ONNX Runtime can be given: no pipe or device, and not too long.
 *
 * @param file relative to `folder`.
 * @throws Failure `model-invalid`.
 */
export async function checkOnnxFile(folder: string, file: string): Promise<void> {
  const found = await stat(path.join(folder, file)).catch((error: NodeJS.ErrnoException) => {
    const isMissing = error.code === 'ENOENT' || error.code === 'ENOTDIR';
    const problem = isMissing ? 'is missing' : `cannot be read (${error.message})`;
    throw modelInvalid(folder, file, `${problem}: expected the denoiser as an ONNX file`);
  });
  if (!found.isFile()) {
    throw modelInvalid(folder, file, 'is no regular file: expected an ONNX file');
  }
  if (found.size === 0 || found.size > maxBytes) {
    throw modelInvalid(
      folder,
      file,
      `has ${found.size} bytes: expected 1 to ${maxBytes}, the most that ONNX takes without external data`,
    );
  }
}
