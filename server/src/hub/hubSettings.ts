import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { Failure } from '../failure';
import { modelsFolder } from '../models';
import { type Patience, usualPatience } from './untilPassed';

/** Where models come from and go to, as the environment says it, in the words of huggingface_hub. */
export interface HubSettings {
  /** Without a slash at the end. */
  endpoint: string;
  token: string | undefined;
  /** Of Hugging Face's own tools: what they have downloaded is not downloaded again. */
  cacheFolder: string;
  /** Where our own downloads go. */
  modelsFolder: string;
  patience: Patience;
}

function fileText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

/** @throws Failure `options-invalid` for a token that no header can hold. */
export function checkToken(token: string | undefined): void {
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new Failure(
      'options-invalid',
      'The token of the hub is not one: expected letters, digits and signs without spaces.',
    );
  }
}

/** @throws Failure `options-invalid` for an HF_ENDPOINT that is no URL. */
export function hubSettings(
  environment: NodeJS.ProcessEnv = process.env,
  home = homedir(),
): HubSettings {
  const endpoint = (environment.HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/, '');
  if (!/^https?:$/.test(URL.canParse(endpoint) ? new URL(endpoint).protocol : '')) {
    throw new Failure(
      'options-invalid',
      `HF_ENDPOINT is ${endpoint}: expected a URL such as https://huggingface.co.`,
    );
  }
  const caches = environment.XDG_CACHE_HOME || path.join(home, '.cache');
  const hfHome = environment.HF_HOME || path.join(caches, 'huggingface');
  const { HF_TOKEN, HUGGING_FACE_HUB_TOKEN, HF_TOKEN_PATH } = environment;
  const token =
    HF_TOKEN?.trim() ||
    HUGGING_FACE_HUB_TOKEN?.trim() ||
    fileText(HF_TOKEN_PATH || path.join(hfHome, 'token'));
  return {
    endpoint,
    token,
    cacheFolder:
      environment.HF_HUB_CACHE || environment.HUGGINGFACE_HUB_CACHE || path.join(hfHome, 'hub'),
    modelsFolder: modelsFolder(process.platform, environment, home),
    patience: usualPatience,
  };
}
