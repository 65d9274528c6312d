import * as z from 'zod';

const position = z.object({ line: z.uint32(), character: z.uint32() });
const uri = z.string();

/**
 * Of the messages that vscode-languageserver handles itself, without a look at what is in them:
 * as much as it takes for granted. What the schema refuses must not reach it.
 */
export const messageSchemas: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([
  [
    'initialize',
    z.object({
      // The library ends the server within 3 s when there is no such process.
      processId: z.int32().positive().nullish(),
      capabilities: z.object({}),
      locale: z.string().nullish(),
      trace: z.string().nullish(),
      workDoneToken: z.union([z.string(), z.int()]).nullish(),
    }),
  ],
  [
    'textDocument/didOpen',
    z.object({
      textDocument: z.object({ uri, languageId: z.string(), version: z.int(), text: z.string() }),
    }),
  ],
  [
    'textDocument/didChange',
    z.object({
      textDocument: z.object({ uri, version: z.int() }),
      contentChanges: z.array(
        z.object({
          range: z.object({ start: position, end: position }).optional(),
          text: z.string(),
        }),
      ),
    }),
  ],
  ...['didClose', 'didSave', 'willSave', 'willSaveWaitUntil'].map(
    (name) => [`textDocument/${name}`, z.object({ textDocument: z.object({ uri }) })] as const,
  ),
  ['$/progress', z.object({ token: z.union([z.string(), z.int()]) })],
  ['$/cancelRequest', z.object({ id: z.union([z.string(), z.number()]) })],
  ['$/setTrace', z.object({ value: z.string() })],
]);
