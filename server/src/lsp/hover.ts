import { pathToFileURL } from 'node:url';
import { HoverRequest, MarkupKind } from 'vscode-languageserver/node';
import * as z from 'zod';
import { answer } from './answer';
import type { Server } from './context';
import { fileFacts } from './fileFacts';
import { hoverText } from './hoverText';
import { imageAt } from './imageAt';
import { Patience } from './patience';

/** A hover that comes later is in the way of whoever reads or types. */
const longestMs = 50;

/** Of that, for the disk to find the file; what is left is for the store and the file's beginning. */
const longestSearchMs = 40;

/** For a store that is just starting, as the first hover may start the server. */
const longestStartMs = 1_000;

const position = z.int().min(0);

const hoverParamsSchema = z.object({
  textDocument: z.object({ uri: z.string() }),
  position: z.object({ line: position, character: position }),
});

/** `textDocument/hover` over the name of an image: says what is known, and never starts work. */
export function provideHover(server: Server): void {
  const { options, results, strings } = server;
  const patience = new Patience(longestSearchMs);

  answer(server, HoverRequest.type, hoverParamsSchema, async ({ textDocument, position }) => {
    const began = performance.now();
    const image = await patience.wait((signal) =>
      imageAt(server, textDocument.uri, position, signal),
    );
    if (!image) return null;
    const { file, range } = image;
    // Time that the process was busy does not count against them.
    const rest = Math.max(longestMs - (performance.now() - began), longestMs - longestSearchMs);
    const [known, facts] = await Promise.all([
      results.current(file, results.isOpening ? longestStartMs : rest),
      patience.wait(() => fileFacts(file), rest),
    ]);
    const uri = options().commandLinks ? pathToFileURL(file).href : undefined;
    const value = hoverText({ file, uri, facts }, known, strings(), Date.now());
    return { contents: { kind: MarkupKind.Markdown, value }, range };
  });
}
