/**
 * Markdown for readers who have nothing of the repository beside it: of links to its files the text
 * alone, and no pictures of it, as VS Code shows none that has no address.
 */
export function standalone(markdown) {
  return markdown
    .replace(/!\[[^\]]*\]\((?!\w+:)[^)]+\)\s*/g, '')
    .replace(/\[([^\]]*)\]\((?!\w+:|#)[^)]+\)/g, '$1');
}
