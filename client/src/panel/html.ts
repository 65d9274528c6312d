import type { PanelSettings } from './messages';

/** Addresses that the page loads from, and what its content security policy allows. */
export interface PanelPage {
  script: string;
  codicons: string;
  /** Where a webview's resources come from, as `Webview.cspSource` says. */
  cspSource: string;
  /** Different in each page: only a script that has it runs. */
  nonce: string;
  settings: PanelSettings;
}

/**
 * The page of the results panel. Lit's styles are constructed and Vega's expressions interpreted, so
 * neither `unsafe-inline` nor `unsafe-eval` is allowed. Chunks that the script imports have its nonce,
 * so no address is allowed for scripts: a folder of images may hold some.
 */
export function panelHtml({ script, codicons, cspSource, nonce, settings }: PanelPage): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data:`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escaped(settings.language)}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Diffusion Classifier</title>
    <link id="vscode-codicon-stylesheet" rel="stylesheet" href="${escaped(codicons)}">
  </head>
  <body>
    <script type="application/json" id="settings">${jsonInHtml(settings)}</script>
    <results-panel></results-panel>
    <script type="module" nonce="${nonce}" src="${escaped(script)}"></script>
  </body>
</html>`;
}

/** In a script element nothing is an entity, and only `<` can end it. */
function jsonInHtml(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
