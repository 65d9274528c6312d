import * as z from 'zod';
import { modelInvalid, readJson } from '../models';
import type { AddedToken } from './clipVocabulary';

/** Tokens that CLIP reads; of tokenizers that name no limit, or the 1e30 that transformers writes. */
const clipLength = 77;
const longest = 1_024;

const configName = 'tokenizer_config.json';
const mapName = 'special_tokens_map.json';

/** As a string, or with how it takes the space around it, which CLIP's tokens leave alone. */
const tokenSchema = z.union([
  z.string().min(1),
  z.object({ content: z.string().min(1) }).transform(({ content }) => content),
]);
const specialSchema = z.object({
  bos_token: tokenSchema.nullish(),
  eos_token: tokenSchema.nullish(),
  pad_token: tokenSchema.nullish(),
});
const configSchema = specialSchema.extend({
  model_max_length: z.number().min(2).nullish(),
  added_tokens_decoder: z.record(z.string().regex(/^\d{1,7}$/), tokenSchema).nullish(),
});

/** What tokenizer_config.json and special_tokens_map.json say, or transformers takes for granted. */
export interface TokenizerSettings {
  length: number;
  start: string;
  end: string;
  padding: string;
  added: AddedToken[];
}

/**
 * As `CLIPTokenizer.from_pretrained` of transformers reads them: the map goes first, unless the
 * configuration lists its added tokens.
 *
 * @throws Failure `model-invalid`
 */
export async function readTokenizerSettings(folder: string): Promise<TokenizerSettings> {
  const config = (await readJson(folder, configName, configSchema)) ?? {};
  const map = (await readJson(folder, mapName, specialSchema)) ?? {};
  const special = config.added_tokens_decoder ? config : { ...config, ...map };
  const length = config.model_max_length ?? Number.POSITIVE_INFINITY;
  if (length <= longest && !Number.isInteger(length)) {
    throw modelInvalid(
      folder,
      configName,
      `field model_max_length: expected a whole number but found ${length}`,
    );
  }
  const end = special.eos_token ?? '<|endoftext|>';
  return {
    length: length > longest ? clipLength : length,
    start: special.bos_token ?? '<|startoftext|>',
    end,
    padding: special.pad_token ?? '<|endoftext|>',
    added: Object.entries(config.added_tokens_decoder ?? {}).map(([id, content]) => ({
      id: Number(id),
      content,
    })),
  };
}
