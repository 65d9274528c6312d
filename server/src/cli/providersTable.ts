import type { ListedProvider } from '../providers';

const nameWidth = 9;

/** What is known of each provider, in one line or two. */
export function providersTable(providers: readonly ListedProvider[]): string {
  return providers.flatMap(lines).join('\n');
}

function lines({ provider, verdict, isUsual, isSlow, driver, provenAt }: ListedProvider): string[] {
  const notes = [
    verdict.state === 'usable'
      ? `usable, ${verdict.gigaflops.toPrecision(3)} GFLOP/s in a convolution`
      : `${verdict.state === 'absent' ? 'not there' : 'not usable'}: ${verdict.reason}`,
    ...(isSlow ? ['slower than the CPU'] : []),
    ...(isSlow || !isUsual ? ['used only when asked for'] : []),
  ];
  const basis = driver && provenAt ? `${driver}; proven ${provenAt}` : undefined;
  return [
    `${provider.padEnd(nameWidth)} ${notes.join('; ')}`,
    ...(basis === undefined ? [] : [`${' '.repeat(nameWidth)} ${basis}`]),
  ];
}
