import fs from 'node:fs/promises';
import path from 'node:path';

/**
 * Has VS Code's server show a language as if a pack for it was installed, whose texts of VS Code
 * itself are all missing: extensions have their own.
 *
 * @param userData the folder with the user's settings
 */
export async function addLanguagePack(userData: string, language: string): Promise<void> {
  const texts = path.join(userData, 'no-texts.json');
  await fs.writeFile(texts, JSON.stringify({ contents: {} }));
  const pack = {
    hash: 'none',
    label: language,
    extensions: [{ extensionIdentifier: { id: `test.${language}` }, version: '1.0.0' }],
    translations: { vscode: texts },
  };
  await fs.writeFile(
    path.join(userData, 'languagepacks.json'),
    JSON.stringify({ [language]: pack }),
  );
}
