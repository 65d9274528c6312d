import { ResponseError } from 'vscode-jsonrpc/node';
import * as z from 'zod';
import { Child, ChildDied, type End } from '../child';
import { Failure } from '../failure';
import { type Device, type Proof, ProveRequest } from '../host/messages';
import { plainReason } from './plainReason';
import { providerTraits } from './providerTraits';
import { runtimeEnvironment } from './runtimeFolder';
import { judge, unusable, type Verdict } from './verdict';

/** Characters of a crashed driver's last words that are worth showing. */
const lastWordsLimit = 300;

const proofSchema: z.ZodType<Proof> = z.object({
  difference: z.number().min(0).nullable(),
  processorNodes: z.array(z.string()),
  gigaflops: z.number().positive(),
});

export interface Trial {
  /** Seconds after which it is killed. Default: the provider's own. */
  patience?: number | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Tries a device in a denoiser host of its own, since drivers crash and hang: whatever they do, there
 * is a verdict.
 *
 * @param entry the bundle of the denoiser host.
 * @throws Failure `cancelled` once the signal is aborted: then there is none.
 */
export async function proveDevice(
  device: Device,
  entry: string,
  { patience = providerTraits[device.provider].patience, signal }: Trial = {},
): Promise<Verdict> {
  if (signal?.aborted) throw cancelled();
  const host = new Child(entry, runtimeEnvironment());
  const kill = (): void => host.kill();
  signal?.addEventListener('abort', kill);
  try {
    const proof = proofSchema.safeParse(await host.ask(ProveRequest.type, { device }, patience));
    return proof.success ? judge(device.provider, proof.data) : unusable('its proof was garbled');
  } catch (error) {
    if (signal?.aborted) throw cancelled();
    if (error instanceof ChildDied) return deathOf(error.end);
    if (!(error instanceof ResponseError)) throw error;
    host.kill();
    // By then all that it has written is read.
    const { lastWords } = await host.end();
    return plainReason(error.message, lastWords);
  } finally {
    signal?.removeEventListener('abort', kill);
    host.kill();
  }
}

function cancelled(): Failure {
  return new Failure('cancelled', 'Cancelled.');
}

function deathOf({ code, signal, verdict, lastWords }: End): Verdict {
  if (verdict !== undefined) return unusable(`it ${verdict.replace(/\.$/, '')}`);
  const words = lastWords.replace(/\s+/g, ' ').trim().slice(-lastWordsLimit);
  return unusable(`its driver crashed (${signal ?? `code ${code}`}) ${words}`.trim());
}
