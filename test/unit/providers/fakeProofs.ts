import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Proof, Provider } from '../../../server/src/host/messages';
import type { ExamineOptions } from '../../../server/src/providers/examine';

/** What a fake host does when it is to prove a provider. */
type FakeProof =
  | { [Field in keyof Proof]?: Readonly<Proof[Field]> }
  | 'hang'
  | 'crash'
  | 'refuse'
  | { garbled: true };

const right: Proof = { difference: 1e-6, processorNodes: [], gigaflops: 1_000 };

/** Hosts that answer as they are told, as on Windows, with a cache folder of their own. */
export function fakeProofs(
  proofs: Partial<Record<Provider, FakeProof>>,
): ExamineOptions & { cacheFolder: string; proven: () => string[] } {
  const cacheFolder = mkdtempSync(path.join(tmpdir(), 'providers-'));
  const log = path.join(cacheFolder, 'proofs.log');
  writeFileSync(log, '');
  const all = { cpu: { gigaflops: 100 }, ...proofs };
  const whole = Object.entries(all).map(([provider, proof]) => [
    provider,
    typeof proof === 'string' || 'garbled' in proof ? proof : { ...right, ...proof },
  ]);
  process.env.FAKE_PROOFS = JSON.stringify(Object.fromEntries(whole));
  process.env.FAKE_PROOF_LOG = log;
  return {
    hostEntry: path.resolve('test/fixtures/hosts/proves.cjs'),
    platform: 'win32/x64',
    cacheFolder,
    /** The providers that were proven, in order. */
    proven: () => readFileSync(log, 'utf8').split('\n').filter(Boolean),
  };
}
