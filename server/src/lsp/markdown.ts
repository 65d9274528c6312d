/** The one command that links in our Markdown run; the client trusts no other. */
export const classifyImageCommand = 'diffusionClassifier.classifyImage';

/** Controls, line separators and the marks that turn the direction of writing. */
const invisible = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** `text` as itself in Markdown, whatever it holds: no markup, no links, no line breaks. */
export function escapeMarkdown(text: string): string {
  return text.replace(invisible, '\uFFFD').replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

function encodeOnce(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * A link that classifies the image at `uri`. Its argument is encoded twice, because VS Code decodes
 * it twice (parsing the link, and again before it runs the command): encoded once, the `%23` of a
 * file name with a `#` would arrive as a fragment.
 */
export function classifyLink(text: string, uri: string): string {
  const parameters = encodeOnce(encodeOnce(JSON.stringify([uri])));
  return `[${escapeMarkdown(text)}](command:${classifyImageCommand}?${parameters})`;
}
