import fs from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../../../server/src/packageRoot';

/** VS Code's own: Dark Modern, Light Modern and the two of high contrast. */
export const themes = ['dark', 'light', 'hcDark', 'hcLight'] as const;
export type Theme = (typeof themes)[number];

/** What VS Code gives every webview beside the variables of the theme. */
const defaults = `
  html { scrollbar-color: var(--vscode-scrollbarSlider-background) var(--vscode-editor-background); }
  body {
    background-color: var(--vscode-editor-background);
    color: var(--vscode-editor-foreground);
    font-family: var(--vscode-font-family);
    font-weight: var(--vscode-font-weight);
    font-size: var(--vscode-font-size);
    margin: 0;
    padding: 0 20px;
  }
`;

/** A style sheet with the theme's variables, as VS Code 1.139 has set them on a webview's root. */
export async function themeStyle(theme: Theme): Promise<string> {
  const file = path.join(packageRoot(), `test/webview/themes/${theme}.json`);
  const variables: Record<string, string> = JSON.parse(await fs.readFile(file, 'utf8'));
  const lines = Object.entries(variables).map(([name, value]) => `${name}: ${value};`);
  return `:root { ${lines.join('\n')} }\n${defaults}`;
}
