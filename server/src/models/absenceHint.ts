import { readdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * What lies in place of a file that is missing, where that is a graph, and what to do about it.
 *
 * @returns the end of a sentence; empty where there is nothing to say.
 */
export async function absenceHint(folder: string, file: string): Promise<string> {
  if (!file.endsWith('.onnx')) return '';
  const names = await readdir(path.dirname(path.join(folder, file))).catch(() => []);
  const graph = names.find((name) => name.endsWith('.onnx'));
  if (graph) return `. There is ${graph}: rename it`;
  const isPyTorch = names.some((name) => /\.(safetensors|bin)$/.test(name));
  return isPyTorch ? '. There are weights for PyTorch: export them first (docs/models.md)' : '';
}
