import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  CodeActionRequest,
  type Command,
  type Position,
  type Range,
  RequestType,
} from 'vscode-languageserver/node';
import * as z from 'zod';
import { plainText } from '../plainText';
import { ClassifyCommandMessage } from '../protocol';
import { abortSignal } from './abortSignal';
import { answer } from './answer';
import type { Server } from './context';
import { imageAt } from './imageAt';
import { imageNamePlaces } from './references';

/** A menu with more entries than these helps nobody. */
const offered = 10;

/** Places looked at in what is selected, so that no selection can have the disk searched. */
const maxPlaces = 64;

const position = z.object({ line: z.int().min(0), character: z.int().min(0) });

const codeActionParamsSchema = z.object({
  textDocument: z.object({ uri: z.string() }),
  range: z.object({ start: position, end: position }),
  context: z.object({ only: z.array(z.string()).optional() }),
});

const codeActionRequest = new RequestType<
  z.infer<typeof codeActionParamsSchema>,
  Command[],
  undefined
>(CodeActionRequest.method);

/** Where the lines of a range have something like the name of an image. */
function* imagePlaces({ documents }: Server, uri: string, { start, end }: Range) {
  const text = documents.get(uri)?.getText({
    start: { line: start.line, character: 0 },
    end: { line: end.line + 1, character: 0 },
  });
  for (const [index, line] of (text ?? '').split(/\r\n|\r|\n/).entries()) {
    for (const character of imageNamePlaces(line)) {
      yield { line: start.line + index, character } satisfies Position;
    }
  }
}

/** `textDocument/codeAction`: offers to classify the images that the selected lines refer to. */
export function provideCodeAction(server: Server): void {
  const { options, strings } = server;

  answer(server, codeActionRequest, codeActionParamsSchema, async (params, token) => {
    const { textDocument, range, context } = params;
    // An editor that asks for actions of some kind, such as those run on saving, does not mean ours.
    if (options().codeActions === false || context.only?.length) return [];
    const files = new Set<string>();
    const signal = abortSignal(token);
    let places = 0;
    for (const place of imagePlaces(server, textDocument.uri, range)) {
      if (places++ === maxPlaces || files.size === offered) break;
      const found = await imageAt(server, textDocument.uri, place, signal);
      if (found) files.add(found.file);
    }
    return [...files].map((file) => ({
      title: plainText(strings().classifyImage(path.basename(file))),
      command: ClassifyCommandMessage.command,
      arguments: [pathToFileURL(file).href],
    }));
  });
}
