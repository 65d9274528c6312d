/** Characters of a label or prompt that a message has room for: three of them in a notification. */
const room = 60;

/** The text, or its first words where it is longer than there is room for: `a cat that sits…`. */
export function startOf(text: string, most = room): string {
  const characters = [...text];
  if (characters.length <= most) return text;
  // One more, as that may be the space after a whole word.
  const words = characters
    .slice(0, most + 1)
    .join('')
    .match(/^(.*\S)\s/s)?.[1];
  return `${words ?? characters.slice(0, most).join('')}…`;
}

/** The text, or its last words: `…on a very old wooden bridge`. */
export function endOf(text: string, most = room): string {
  const characters = [...text];
  if (characters.length <= most) return text;
  const words = characters
    .slice(-most - 1)
    .join('')
    .match(/\s(\S.*)$/s)?.[1];
  return `…${words ?? characters.slice(-most).join('')}`;
}
