import fs from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { panelHtml } from '../../../client/src/panel/html';
import type { PanelSubject } from '../../../client/src/panel/messages';
import { packageRoot } from '../../../server/src/packageRoot';
import { pictureOf } from './pictures';
import { type Theme, themeStyle } from './themes';

/** Serves the real page and bundle, pictures under /images/, and the colours of a theme. */
export interface PageServer {
  address: string;
  close(): Promise<void>;
}

export interface PageContent {
  theme: Theme;
  language: 'en' | 'zh-cn';
  subject: PanelSubject;
}

const types: Record<string, string> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.ttf': 'font/ttf',
};

export async function startPageServer(content: PageContent): Promise<PageServer> {
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    fileFor(pathname, address, content).then(
      ({ type, body }) => response.setHeader('content-type', type).end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    address,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function fileFor(
  pathname: string,
  address: string,
  content: PageContent,
): Promise<{ type: string; body: string | Buffer }> {
  if (pathname === '/') return { type: 'text/html', body: await pageHtml(address, content) };
  if (pathname === '/favicon.ico') return { type: 'image/x-icon', body: '' };
  if (pathname === '/theme.css') return { type: 'text/css', body: await themeStyle(content.theme) };
  const name = decodeURIComponent(pathname);
  if (name.startsWith('/images/')) {
    return { type: 'image/jpeg', body: await pictureOf(name.slice('/images/'.length)) };
  }
  const file = path.join(packageRoot(), 'dist/webview', path.basename(name));
  return { type: types[path.extname(file)] ?? 'text/plain', body: await fs.readFile(file) };
}

/** As the extension makes it, with what VS Code adds to a webview: a class, and the theme's style. */
async function pageHtml(address: string, content: PageContent): Promise<string> {
  const { language, theme, subject } = content;
  const html = panelHtml({
    script: `${address}/dist/main.js`,
    codicons: `${address}/dist/codicon.css`,
    cspSource: address,
    nonce: 'nonce',
    settings: { language, texts: await translations(language), subject },
  });
  return html
    .replace('<head>', `<head><link rel="stylesheet" href="${address}/theme.css">`)
    .replace('<body>', `<body class="${bodyClasses[theme]}">`);
}

const bodyClasses: Record<Theme, string> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  hcDark: 'vscode-high-contrast',
  hcLight: 'vscode-high-contrast-light vscode-high-contrast',
};

async function translations(language: string): Promise<Record<string, string>> {
  if (language === 'en') return {};
  const file = path.join(packageRoot(), `l10n/bundle.l10n.${language}.json`);
  return JSON.parse(await fs.readFile(file, 'utf8'));
}
