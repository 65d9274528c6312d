import { expect, test } from 'vitest';
import { stringsFor } from '../../../server/src/lsp/strings';

test.each(['zh', 'zh-cn', 'zh-CN', 'zh_CN', 'zh-Hans', 'zh-Hans-HK', 'zh-sg'])(
  '%s is Simplified Chinese',
  (locale) => {
    expect(stringsFor(locale)).toBe(stringsFor('zh-cn'));
    expect(stringsFor(locale)).not.toBe(stringsFor('en'));
  },
);

test.each([undefined, '', 'en', 'en-GB', 'de', 'zh-tw', 'zh-TW', 'zh-HK', 'zh_Hant_TW', 'zha'])(
  '%s is English',
  (locale) => {
    expect(stringsFor(locale)).toBe(stringsFor('en'));
  },
);
