import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { Failure } from '../failure';
import { type ClipGraphs, findClipGraphs } from './clipGraphs';
import { indexName } from './modelIndex';
import { modelInvalid } from './modelInvalid';
import { modelName } from './modelName';
import { nullable } from './nullable';
import { type PixelSettings, preprocessorName, readPixelSettings } from './preprocessorConfig';
import { readJson } from './readJson';
import { revisionOf } from './revision';
import { hasSmallFile } from './smallFile';
import { checkTokenizer } from './textEncoders';

/** A dual encoder in the layout of CLIP on the hub, checked; the weights are not loaded. */
export interface ClipFolder {
  kind: 'clip';
  /** Absolute path; its tokenizer lies here, too. */
  folder: string;
  id: string;
  /** Changes whenever a file of the model does. */
  revision: string;
  graphs: ClipGraphs;
  pixels: PixelSettings;
  /** Of each embedding, where the configuration says it. */
  projectionDim: number | undefined;
  /** Token ids are below, where the configuration says it. */
  vocabularySize: number | undefined;
}

const configName = 'config.json';
const count = z.int().min(1).max(10_000_000);

const configSchema = z.object({
  model_type: nullable(z.string()),
  projection_dim: nullable(count),
  text_config: nullable(z.object({ vocab_size: nullable(count) })),
  vision_config: nullable(z.object({ image_size: nullable(count) })),
});

async function readConfig(folder: string): Promise<z.infer<typeof configSchema>> {
  const config = await readJson(folder, configName, configSchema);
  if (!config) {
    const isDiffusion = await hasSmallFile(folder, indexName);
    const hint = isDiffusion ? `. ${indexName} says that this is a diffusion model` : '';
    throw modelInvalid(
      folder,
      configName,
      `is missing: expected a CLIP folder as published on the hub (docs/shortlist.md)${hint}`,
    );
  }
  const { model_type: type } = config;
  if (type !== 'clip') {
    throw modelInvalid(
      folder,
      configName,
      `field model_type: expected "clip" but found ${type === undefined ? 'nothing' : `"${type}"`}: other models have another tokenizer or another score`,
    );
  }
  return config;
}

/**
 * Reads and checks the configuration of the CLIP model in `folder`.
 *
 * @throws Failure `model-not-found` where there is no such folder; `model-invalid` naming the file
 *   and what was expected of it.
 */
export async function openClipFolder(folder: string): Promise<ClipFolder> {
  const absolute = path.resolve(folder);
  const found = await stat(absolute).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new Failure('model-not-found', `There is no model folder ${absolute}.`, {
      model: absolute,
    });
  }
  const config = await readConfig(absolute);
  const pixels = await readPixelSettings(absolute);
  const size = config.vision_config?.image_size;
  if (size !== undefined && size !== pixels.size) {
    throw modelInvalid(
      absolute,
      preprocessorName,
      `makes images of ${pixels.size} pixels a side, but vision_config.image_size in ${configName} is ${size}`,
    );
  }
  const tokenizerFiles = await checkTokenizer(absolute, '');
  const { graphs, files } = await findClipGraphs(absolute);
  return {
    kind: 'clip',
    folder: absolute,
    id: modelName(absolute),
    revision: await revisionOf(absolute, [
      configName,
      preprocessorName,
      ...tokenizerFiles,
      ...files,
    ]),
    graphs,
    pixels,
    projectionDim: config.projection_dim,
    vocabularySize: config.text_config?.vocab_size,
  };
}
