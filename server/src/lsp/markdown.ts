import { plainText } from '../plainText';

/** The commands that links in our Markdown run; the client trusts no others. */
type LinkedCommand = 'classifyImage' | 'classifyImageWith' | 'explainImage';

/**
 * What is no markup, and all other punctuation (`$1`). Inside a word `.`, `-` and `_` are none; some
 * readers take `www.` for the beginning of a link, though.
 */
const punctuation = /(?<=[\p{L}\p{N}])(?<!www)[._-](?=[\p{L}\p{N}])|([!-/:-@[-`{-~])/giu;

/**
 * `text` as itself in Markdown, whatever it holds: no markup, no links, no line breaks. As few
 * escapes as can be, since editors without a renderer show them: `my_cat.jpg` has none.
 */
export function escapeMarkdown(text: string): string {
  return plainText(text).replace(punctuation, (found, markup?: string) =>
    markup === undefined ? found : `\\${markup}`,
  );
}

function encodeOnce(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * A link that runs a command on the image at `uri`. Its argument is encoded twice, because VS Code
 * decodes it twice (parsing the link, and again before it runs the command): encoded once, the `%23`
 * of a file name with a `#` would arrive as a fragment.
 */
export function commandLink(text: string, command: LinkedCommand, uri: string): string {
  const parameters = encodeOnce(encodeOnce(JSON.stringify([uri])));
  return `[${escapeMarkdown(text)}](command:diffusionClassifier.${command}?${parameters})`;
}
