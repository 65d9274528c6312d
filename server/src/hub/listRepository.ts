import { Failure } from '../failure';
import { checkStatus } from './checkStatus';
import { cancelled, Passing } from './downloadFailed';
import { type Answer, get } from './get';
import type { HubSettings } from './hubSettings';
import { garbled, type Listing, readListing } from './listing';
import { networkFailure } from './networkFailure';
import { untilPassed } from './untilPassed';

export function repositoryPage(settings: HubSettings, repository: string): string {
  return `${settings.endpoint}/${repository}`;
}

/** Bytes; a listing of 10,000 files has 3 MB. */
const longestListing = 50_000_000;

async function readBody({ body }: Answer, repository: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes > longestListing) throw garbled(repository, `it has over ${longestListing} bytes`);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * What the hub has of `repository` at `revision` (a branch, tag or commit).
 *
 * @throws Failure `download-failed` or `cancelled`.
 */
export async function listRepository(
  settings: HubSettings,
  repository: string,
  revision: string,
  { signal, onWait }: { signal?: AbortSignal | undefined; onWait?: (seconds: number) => void } = {},
): Promise<Listing> {
  const { endpoint, token, patience } = settings;
  const path = `${repository}/revision/${encodeURIComponent(revision)}`;
  const url = new URL(`${endpoint}/api/models/${path}?blobs=true`);
  const page = repositoryPage(settings, repository);
  const json = await untilPassed(
    async () => {
      const answer = await get({
        url,
        ...(token !== undefined && { ownHeaders: { authorization: `Bearer ${token}` } }),
        stallSeconds: patience.stallSeconds,
        signal,
      });
      try {
        checkStatus(answer, `the model ${repository} at ${revision}`, page);
        return await readBody(answer, repository);
      } catch (error) {
        if (signal?.aborted) throw cancelled();
        if (error instanceof Failure || error instanceof Passing) throw error;
        throw networkFailure(error, answer.url, patience.stallSeconds);
      } finally {
        answer.body.on('error', () => {}).destroy();
      }
    },
    { patience, signal, onWait },
  );
  return readListing(json, repository, page);
}
