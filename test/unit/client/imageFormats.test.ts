import { expect, test } from 'vitest';
import manifest from '../../../package.json';
import { imageExtensions } from '../../../server/src/imageExtensions';
import { findImageReferences } from '../../../server/src/lsp/references';

test('the menus are for the images that the client and the server know', () => {
  const { 'explorer/context': explorer, 'editor/title/context': tab } = manifest.contributes.menus;
  const conditions = [...explorer, ...tab]
    .filter(({ command }) => command === 'diffusionClassifier.classifyImage')
    .map(({ when }) => /resourceExtname =~ (.*)$/.exec(when)?.[1]);
  const expected = `/^\\.(${imageExtensions.join('|')})$/i`;
  expect(conditions).toEqual([expected, expected]);
});

test.each(imageExtensions)('names that end in .%s are links to images', (extension) => {
  const line = `![picture](picture.${extension})`;
  const document = { languageId: 'markdown', uri: 'file:///pictures.md' };
  expect(findImageReferences(line, 4, document)).toHaveLength(1);
});
