import { pathToFileURL } from 'node:url';
import { HoverRequest, MarkupKind } from 'vscode-languageserver/node';
import * as z from 'zod';
import { fileStamp } from '../store';
import { answer } from './answer';
import type { Server } from './context';
import { hoverText } from './hoverText';
import { findImageLink } from './imageLink';
import { linkedFile } from './linkedFile';

const position = z.int().min(0);

const hoverParamsSchema = z.object({
  textDocument: z.object({ uri: z.string() }),
  position: z.object({ line: position, character: position }),
});

/** `textDocument/hover` over a link to an image: says what is known, and never starts work. */
export function provideHover(server: Server): void {
  const { documents, memory, strings } = server;

  answer(server, HoverRequest.type, hoverParamsSchema, async (params) => {
    const { line, character } = params.position;
    const document = documents.get(params.textDocument.uri);
    const text = document?.getText({
      start: { line, character: 0 },
      end: { line: line + 1, character: 0 },
    });
    const link = text === undefined ? undefined : findImageLink(text, character);
    const file = link && linkedFile(link.target, params.textDocument.uri);
    if (!file || !(await fileStamp(file))) return null;
    const known = await memory.current(file);
    const value = hoverText(file, pathToFileURL(file).href, known, strings());
    return {
      contents: { kind: MarkupKind.Markdown, value },
      range: { start: { line, character: link.start }, end: { line, character: link.end } },
    };
  });
}
