import { env, l10n, Uri, window } from 'vscode';
import { withoutLinks } from '../messages';

export interface Licence {
  name: string;
  url: string;
}

/**
 * Shows the licence of a model that is to be downloaded, and what will be. Resolves to whether it
 * was accepted.
 *
 * @param facts further lines, such as how much is downloaded and from where
 */
export async function acceptLicence(
  title: string,
  { name, url }: Licence,
  facts: readonly string[],
): Promise<boolean> {
  const accept = l10n.t('Accept and Download');
  const read = l10n.t('Read Licence');
  const message = withoutLinks(
    l10n.t('{0} comes under the licence {1}. Do you accept it?', title, name),
  );
  const detail = withoutLinks([url, '', ...facts].join('\n'));
  const page = webPage(url);
  const buttons = [accept, ...(page ? [read] : [])];
  for (;;) {
    const choice = await window.showInformationMessage(
      message,
      { modal: true, detail },
      ...buttons,
    );
    if (choice !== read || !page) return choice === accept;
    await env.openExternal(page);
  }
}

/** What a browser may be sent to; an address may come from somebody else. */
export function webPage(address: string): Uri | undefined {
  return /^https?:\/\//.test(address) ? Uri.parse(address) : undefined;
}
