import { expect, test } from 'vitest';
import { type PanelPage, panelHtml } from '../../../../client/src/panel/html';

const page: PanelPage = {
  script: 'https://resource/dist/webview/main.js',
  codicons: 'https://resource/dist/webview/codicon.css',
  cspSource: 'https://*.resource',
  nonce: 'abc123',
  settings: { language: 'en', texts: {}, subject: { run: '0123456789abcdef' } },
};

function policy(html: string): Map<string, string> {
  const [, content = ''] =
    /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
  return new Map(
    content.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources.join(' ')];
    }),
  );
}

function settingsIn(html: string): unknown {
  return JSON.parse(/id="settings">(.*?)<\/script>/s.exec(html)![1]!);
}

test('nothing is allowed but what the page needs', () => {
  const directives = policy(panelHtml(page));
  expect(directives.get('default-src')).toBe("'none'");
  expect(directives.get('script-src')).toBe("'nonce-abc123'");
  expect([...directives.values()].join(' ')).not.toMatch(/unsafe|\*(?!\.resource)/);
  for (const name of ['connect-src', 'frame-src', 'worker-src', 'object-src']) {
    expect(directives.has(name), name).toBe(false);
  }
});

test('every script that runs has the nonce', () => {
  const scripts = panelHtml(page).match(/<script\b[^>]*>/g) ?? [];
  expect(scripts).toHaveLength(2);
  for (const script of scripts) expect(script).toMatch(/type="application\/json"|nonce="abc123"/);
});

test('nothing in labels and texts ends the element that they are in', () => {
  const label = '</script><script>alert(1)</script><!-- "&';
  const settings = {
    language: 'zh-cn" onload="alert(1)',
    texts: { [label]: label },
    subject: { image: 'file:///a"><b.jpg', labels: [label] },
  };
  const html = panelHtml({ ...page, settings });
  expect(html.match(/<script\b/g)).toHaveLength(2);
  expect(html).toContain('<html lang="zh-cn&quot; onload=&quot;alert(1)">');
  expect(settingsIn(html)).toEqual(settings);
});
