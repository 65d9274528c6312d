/** Controls, line separators and the marks that turn the direction of writing. */
const invisible = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** `text` on one line of plain text, whatever it holds. */
export function plainText(text: string): string {
  return text.replace(invisible, '\uFFFD');
}
