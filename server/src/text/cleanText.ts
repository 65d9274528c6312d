import { fixText } from './fixText';
import { unescapeHtml } from './htmlEntities';

/** Python's; JavaScript's `\s` has U+FEFF and lacks U+0085. */
const whiteSpace = /\p{White_Space}+/u;

/**
 * What CLIP's training did to every text before it was tokenized, but for the lower case: `ftfy`,
 * HTML references undone twice, one space where there is any white space.
 */
export function cleanText(text: string): string {
  const words = unescapeHtml(unescapeHtml(fixText(text))).split(whiteSpace);
  return words.filter((word) => word !== '').join(' ');
}
