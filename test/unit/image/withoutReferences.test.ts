import { expect, test } from 'vitest';
import { withoutReferences } from '../../../server/src/image/withoutReferences';

function changed(svg: string): string {
  return Buffer.from(withoutReferences(Buffer.from(svg), 'x.svg')).toString();
}

test.each([
  '<image href="/home/me/secret.png"/>',
  "<image href='secret.png'/>",
  '<image xlink:href = "file:///secret.png"/>',
  '<image href="\n/secret.png"/>',
  '<image href="&#47;secret.png"/>',
  '<image href=" data:/../../secret.png"/>',
  '<image href="DATA:/../secret.png"/>',
  '<image href="#/../../secret.png"/>',
  '<image href=""/>',
  '<feImage href="secret.png"/>',
])('a reference to something outside is taken away: %s', (element) => {
  expect(changed(`<svg>${element}</svg>`)).toBe(`<svg>${element.replace('href', 'none')}</svg>`);
});

test.each([
  '<use href="#part"/>',
  "<use xlink:href='#part'/>",
  '<image href="data:image/png;base64,AAAA"/>',
])('what lies inside stays: %s', (element) => {
  expect(changed(`<svg>${element}</svg>`)).toBe(`<svg>${element}</svg>`);
});

test('quotes within other attributes hide no reference', () => {
  const svg = `<svg><text a='href="#'/><image href="/secret.png" b='"'/></svg>`;
  expect(changed(svg)).toContain('<image none="/secret.png"');
});

test('bytes that are not ASCII are left as they are', () => {
  const svg = Buffer.from('<svg><text>猫</text><image href="x.png"/></svg>');
  const bytes = withoutReferences(svg, 'x.svg');
  expect(Buffer.from(bytes).toString()).toContain('<text>猫</text><image none="x.png"/>');
});

test('entities that shorten namespaces are let through', () => {
  const svg =
    '<!DOCTYPE svg [<!ENTITY ns_svg "http://www.w3.org/2000/svg">]><svg xmlns="&ns_svg;"/>';
  expect(changed(svg)).toBe(svg);
});

test.each([
  `<!ENTITY e "<image href='/secret.png'/>">`,
  '<!ENTITY e "&#60;image hre&#102;=&#39;/secret.png&#39;/&#62;">',
  `<!ENTITY e 'a>b<image hre&#102;="/secret.png"/>'>`,
  '<!ENTITY % e "text">',
  '<!ENTITY e SYSTEM "/secret.txt">',
])('an SVG that could hide a reference in an entity is refused: %s', (entity) => {
  const svg = `<!DOCTYPE svg [${entity}]><svg>&e;</svg>`;
  expect(() => changed(svg)).toThrowError('x.svg');
});
