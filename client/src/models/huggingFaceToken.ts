import { l10n, type SecretStorage, window } from 'vscode';

const key = 'huggingFaceToken';
const settingsPage = 'https://huggingface.co/settings/tokens';

/** The person's token for Hugging Face, kept where the system keeps passwords. */
export class HuggingFaceToken {
  constructor(private readonly secrets: SecretStorage) {}

  get(): Thenable<string | undefined> {
    return this.secrets.get(key);
  }

  /** Asks for it and keeps it. Resolves to whether one was given. */
  async ask(): Promise<boolean> {
    const typed = await window.showInputBox({
      title: l10n.t('Token for Hugging Face'),
      prompt: l10n.t(
        'For models that ask for an account. One that may only read is enough; you get it at {0}. It is kept with the passwords of this system, and is sent to the hub with downloads alone.',
        settingsPage,
      ),
      placeHolder: 'hf_...',
      password: true,
      // It is fetched from a browser, and Enter is not to be too late then.
      ignoreFocusOut: true,
      validateInput: (value) => problemText(value),
    });
    const token = typed?.trim();
    if (!token) return false;
    await this.secrets.store(key, token);
    return true;
  }

  remove(): Thenable<void> {
    return this.secrets.delete(key);
  }
}

/** It travels in an HTTP header, which takes no other characters. */
function problemText(value: string): string | undefined {
  return /^[\x21-\x7e]{0,1000}$/.test(value.trim())
    ? undefined
    : l10n.t('A token has letters, digits and signs, without spaces.');
}
