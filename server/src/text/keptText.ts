import { cleanText } from './cleanText';

const endOfWord = '</w>';

/** Bytes that byte-pair encoding makes tokens of: all but the spaces, which are only borders. */
function encodedBytes(text: string): number {
  return Buffer.byteLength(cleanText(text).toLowerCase().replaceAll(' ', ''));
}

/**
 * The longest beginning of `prompt` whose text is all in `tokens`; a character of which only some
 * bytes are is left out.
 *
 * @param tokens the first ones of the prompt, each of its characters standing for a byte.
 */
export function keptText(prompt: string, tokens: readonly string[]): string {
  const bytes = tokens.reduce((sum, token) => sum + token.replace(endOfWord, '').length, 0);
  const characters = Array.from(prompt);
  const beginning = (length: number) => characters.slice(0, length).join('');
  let fits = 0;
  let tooLong = characters.length + 1;
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (encodedBytes(beginning(middle)) <= bytes) fits = middle;
    else tooLong = middle;
  }
  return beginning(fits).trimEnd();
}
