import path from 'node:path';
import * as z from 'zod';
import { modelInvalid } from './modelInvalid';
import { nullable } from './nullable';
import { checkOnnxFile } from './onnxFile';
import { readJson } from './readJson';
import { hasSmallFile } from './smallFile';

/**
 * A text encoder and the tokenizer that goes with it. The padding token is the tokenizer's:
 * `pad_token_id` in the encoder's configuration is wrong in Stable Diffusion 1.
 */
export interface TextEncoder {
  /** Absolute path of its ONNX file. */
  file: string;
  /** Absolute path of the folder with tokenizer.json, or vocab.json and merges.txt. */
  tokenizer: string;
  /** `hidden_size`: last axis of its hidden states. */
  hiddenSize: number | undefined;
  /** `projection_dim`: of the pooled embedding of SDXL's second encoder. */
  projectionDim: number | undefined;
  /** `max_position_embeddings`: tokens that it reads, 77 for CLIP. */
  tokens: number | undefined;
  /** `num_hidden_layers`: hidden states are numbered from 0, the embedding, to this. */
  layers: number | undefined;
  /** `vocab_size`: token ids are below. */
  vocabularySize: number | undefined;
}

const width = z.int().min(1).max(10_000_000);

const textConfigSchema = z.object({
  model_type: nullable(z.string()),
  hidden_size: nullable(width),
  projection_dim: nullable(width),
  max_position_embeddings: nullable(z.int().min(1).max(10_000)),
  num_hidden_layers: nullable(width),
  vocab_size: nullable(width),
});

const tokenizerFiles = [
  'tokenizer.json',
  'vocab.json',
  'merges.txt',
  'tokenizer_config.json',
  'special_tokens_map.json',
];

/** @returns the files, relative to `folder`, that the tokenizer in its folder `name` may be read from. */
export async function checkTokenizer(folder: string, name: string): Promise<string[]> {
  const files = tokenizerFiles.map((file) => path.join(name, file));
  const there: boolean[] = [];
  for (const file of files) there.push(await hasSmallFile(folder, file));
  const [isWhole, hasVocabulary, hasMerges] = there;
  if (!isWhole && !(hasVocabulary && hasMerges)) {
    throw modelInvalid(
      folder,
      name || 'tokenizer.json',
      'has no tokenizer: expected tokenizer.json, or vocab.json and merges.txt',
    );
  }
  return files;
}

async function openTextEncoder(
  folder: string,
  name: string,
  tokenizer: string,
): Promise<{ encoder: TextEncoder; files: string[] }> {
  const onnxName = path.join(name, 'model.onnx');
  const configName = path.join(name, 'config.json');
  const files = await checkOnnxFile(folder, onnxName, 'text encoder');
  const config = await readJson(folder, configName, textConfigSchema);
  const kind = config?.model_type ?? 'clip';
  if (!kind.startsWith('clip')) {
    throw modelInvalid(folder, configName, `is of a text encoder ${kind}: expected one of CLIP`);
  }
  return {
    encoder: {
      file: path.join(folder, onnxName),
      tokenizer: path.join(folder, tokenizer),
      hiddenSize: config?.hidden_size,
      projectionDim: config?.projection_dim,
      tokens: config?.max_position_embeddings,
      layers: config?.num_hidden_layers,
      vocabularySize: config?.vocab_size,
    },
    files: [...files, configName, ...(await checkTokenizer(folder, tokenizer))],
  };
}

/**
 * The first `count` text encoders of a model with their tokenizers.
 *
 * @returns them and the files, relative to `folder`, that they are read from.
 * @throws Failure `model-invalid`.
 */
export async function openTextEncoders(
  folder: string,
  count: 0 | 1 | 2,
): Promise<{ textEncoders: TextEncoder[]; files: string[] }> {
  const textEncoders: TextEncoder[] = [];
  const files: string[] = [];
  for (const suffix of ['', '_2'].slice(0, count)) {
    const opened = await openTextEncoder(folder, `text_encoder${suffix}`, `tokenizer${suffix}`);
    textEncoders.push(opened.encoder);
    files.push(...opened.files);
  }
  return { textEncoders, files };
}
