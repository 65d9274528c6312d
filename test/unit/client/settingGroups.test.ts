import { expect, test } from 'vitest';
import manifest from '../../../package.json';
import english from '../../../package.nls.json';
import chinese from '../../../package.nls.zh-cn.json';
import { properties } from './manifest';

const { configuration } = manifest.contributes;

test('settings are in groups of a few, in an order of their own', () => {
  for (const { title, properties: group } of configuration) {
    const orders = Object.values(group).map(({ order }) => order);
    expect(orders.length, title).toBeLessThanOrEqual(7);
    expect(orders, title).toEqual(orders.map((_, index) => index + 1));
  }
  const orders = configuration.map(({ order }) => order);
  expect(orders).toEqual(orders.map((_, index) => index + 1));
});

test.each([
  ['English', english],
  ['Chinese', chinese],
])('links between settings lead somewhere in %s', (_, texts) => {
  const described = Object.entries<string>(texts).filter(([key]) => /^configuration\./.test(key));
  const commands = manifest.contributes.commands.map(({ command }) => command);
  const links = described.flatMap(([, text]) => [...text.matchAll(/`#([\w.]+)#`/g)]);
  expect(links.length).toBeGreaterThan(3);
  for (const [, setting] of links) expect(Object.keys(properties)).toContain(setting);
  for (const [, text] of described) {
    for (const [, command] of text.matchAll(/\]\(command:([\w.]+)/g)) {
      expect(commands).toContain(command);
    }
  }
});

test('every choice among values is described', () => {
  for (const [name, property] of Object.entries(properties)) {
    expect(property.markdownDescription, name).toMatch(/^%configuration\.[\w.]+%$/);
    // The names of data sets say all there is to say.
    if (property.enum && name !== 'diffusionClassifier.promptSet') {
      expect(property.markdownEnumDescriptions, name).toHaveLength(property.enum.length);
    }
  }
});

test('what takes effect at the next start only says how to restart', () => {
  for (const name of ['providers', 'devices', 'cacheFolder'] as const) {
    expect(english[`configuration.${name}`]).toContain(
      '](command:diffusionClassifier.restartServer)',
    );
  }
});
