import { replaceC1Controls, unescapeWholeReferences } from './htmlEntities';

/** ftfy's control characters: not those that break lines, join or turn what is around them. */
const controls = /(?![\t\n\f\r\u0080-\u009f])\p{Cc}|[\u206a-\u206f\ufeff\ufff9-\ufffc]/gu;
const escapeSign = String.fromCharCode(27);
const terminalEscape = new RegExp(String.raw`${escapeSign}\[[\p{Nd};]*[a-zA-Z]`, 'gu');

const compatible = (text: string) => text.normalize('NFKC');

function fixCharacters(text: string): string {
  return replaceC1Controls(text)
    .replaceAll('\ufb05', '\u017ft')
    .replace(/[\u0132\u0133\u0149\u01c4-\u01cc\u01f1-\u01f3\ufb00-\ufb06]/g, compatible)
    .replace(/[\u3000\uff01-\uffef]/g, compatible)
    .replace(/[\u201c-\u201f]/g, '"')
    .replace(/[\u02bc\u2018-\u201b]/g, "'")
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(terminalEscape, '')
    .replace(controls, '')
    .normalize('NFC');
}

function fixLine(line: string, isHtml: boolean): string {
  for (let before = line; ; ) {
    const fixed = fixCharacters(isHtml ? before : unescapeWholeReferences(before));
    if (fixed === before) return fixed;
    before = fixed;
  }
}

/**
 * What `ftfy.fix_text` 6.3 does to a text, but for the repair of mojibake and the kinds of line
 * breaks: HTML references, except from the first line with a "<" on; C1 controls, Latin ligatures,
 * full and half width, curly quotes, lone surrogates, terminal escapes, control characters, NFC.
 */
export function fixText(text: string): string {
  let isHtml = false;
  return text
    .split(/(?<=\n)/)
    .map((line) => {
      isHtml ||= line.includes('<');
      return fixLine(line, isHtml);
    })
    .join('');
}
