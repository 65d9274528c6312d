import { jsonMutations } from './jsonMutations';
import type { Choices } from './mutations';

/** What is sent, and what it must be answered with. */
export interface MessageMutation {
  bytes: Buffer;
  /** What the bytes mean, for a transport that takes values; undefined where they mean nothing. */
  value: unknown;
  /** Ids, each of them once for every answer that must come. */
  ids: (string | number)[];
  /** Code of the error with the id null that must come. */
  refusal?: -32700 | -32600;
  /** Whether errors with the id null may come. */
  isBroken?: boolean;
}

export interface Template {
  method: string;
  isRequest: boolean;
  params: Record<string, unknown>;
}

/** Every method that the server has but `shutdown` and `exit`. */
export function messageTemplates(image: string, model: string, document: string): Template[] {
  const textDocument = { uri: document };
  const labels = ['circle', { label: 'square', prompts: ['square'], prior: 1 }];
  const position = { line: 1, character: 6 };
  const request = (method: string, params: Record<string, unknown>): Template => ({
    method,
    isRequest: true,
    params,
  });
  const notification = (method: string, params: Record<string, unknown>): Template => ({
    method,
    isRequest: false,
    params,
  });
  return [
    request('diffusionClassifier/classify', {
      image,
      labels,
      model,
      options: {
        samples: 2,
        loss: 'l2',
        elimination: 'none',
        sampleSet: 'product',
        seed: 0,
        prompts: 'best',
        trace: true,
        preprocessing: 'product',
      },
      workDoneToken: 'work',
      standingToken: 7,
      priority: 'interactive',
    }),
    request('diffusionClassifier/classify', {
      image,
      labels: ['circle', 'square'],
      model,
      options: { elimination: 'staged', keep: [2, 1], stages: [2, 4] },
    }),
    request('diffusionClassifier/known', { image }),
    request('textDocument/hover', { textDocument, position, workDoneToken: 'hover' }),
    request('textDocument/codeAction', {
      textDocument,
      range: { start: position, end: position },
      context: { diagnostics: [], only: [], triggerKind: 1 },
    }),
    request('workspace/executeCommand', {
      command: 'diffusionClassifier.classify',
      arguments: [image, ['circle', 'star'], { samples: 2 }],
      workDoneToken: 3,
    }),
    request('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: { workspace: { configuration: true } },
      initializationOptions: { cacheFolder: null, labels },
      locale: 'zh-cn',
      trace: 'verbose',
      workspaceFolders: [{ uri: document, name: 'a' }],
    }),
    notification('initialized', { extra: 1 }),
    notification('textDocument/didOpen', {
      textDocument: { ...textDocument, languageId: 'markdown', version: 1, text: '\n![a](a.png)' },
    }),
    notification('textDocument/didChange', {
      textDocument: { ...textDocument, version: 2 },
      contentChanges: [{ range: { start: position, end: position }, text: 'b' }, { text: '![]()' }],
    }),
    notification('textDocument/didClose', { textDocument }),
    notification('textDocument/didSave', { textDocument, text: '' }),
    notification('workspace/didChangeConfiguration', {
      settings: {
        diffusionClassifier: { limits: { megabytes: 5, seconds: 3 }, labels, codeActions: true },
      },
    }),
    notification('workspace/didChangeWorkspaceFolders', {
      event: { added: [{ uri: document, name: 'a' }], removed: [] },
    }),
    notification('workspace/didChangeWatchedFiles', { changes: [{ uri: document, type: 1 }] }),
    notification('window/workDoneProgress/cancel', { token: 'work' }),
    notification('$/cancelRequest', { id: 5 }),
    notification('$/setTrace', { value: 'verbose' }),
    notification('$/progress', { token: 'work', value: { kind: 'end' } }),
  ];
}

/** As LSP frames it. */
export function framed(body: string | Buffer): Buffer {
  const bytes = Buffer.from(body);
  return Buffer.concat([Buffer.from(`Content-Length: ${bytes.length}\r\n\r\n`), bytes]);
}

function isUsableId(id: unknown): id is string | number {
  return typeof id === 'string' || (typeof id === 'number' && Math.abs(id) < 2 ** 53);
}

/** The message of a body, with the answers that JSON-RPC asks for. */
function ofBody(body: string): MessageMutation {
  const bytes = framed(body);
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { bytes, value, ids: [], refusal: -32700 };
  }
  const none: MessageMutation = { bytes, value, ids: [] };
  const refused: MessageMutation = { ...none, refusal: -32600 };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refused;
  const { id, method, result, error } = value as Record<string, unknown>;
  if (method === undefined && (result !== undefined || error !== undefined)) return none;
  if (isUsableId(id)) return { ...none, ids: [id] };
  return id === undefined && typeof method === 'string' ? none : refused;
}

/** A message as text; all but the params must be text of JSON already. */
function messageText({ method, isRequest }: Template, params: string, id: number | string): string {
  const idField = isRequest ? `"id":${JSON.stringify(id)},` : '';
  return `{"jsonrpc":"2.0",${idField}"method":${JSON.stringify(method)},"params":${params}}`;
}

/** What a kind of mutation is made from. */
export interface Given {
  choices: Choices;
  templates: readonly Template[];
  /** An id that no other mutation has. */
  id: number;
}

function withParams({ choices, templates, id }: Given, names: readonly string[]): MessageMutation {
  const template = choices.pick(templates);
  const mutate = jsonMutations[choices.pick(names)]!;
  const params = mutate(JSON.stringify(template.params), choices);
  return ofBody(messageText(template, params.toString(), id));
}

/** A good message with other text in the place of its params, its id or its method. */
function withText({ choices, templates, id }: Given, change: Partial<Record<string, string>>) {
  const template = choices.pick(templates.filter(({ isRequest }) => isRequest));
  const fields = {
    jsonrpc: '"2.0"',
    id: String(id),
    method: JSON.stringify(template.method),
    params: JSON.stringify(template.params),
    ...change,
  };
  const written = Object.entries(fields).map(([name, text]) => `"${name}":${text}`);
  return ofBody(`{${written.join(',')}}`);
}

const wrongIds = [
  ...['null', 'true', '{}', '[]', '[1]', '{"id":1}', '{"toString":1}', '1e400', '-1e400'],
  ...['9007199254740993', '18446744073709551616', '1e300'],
];
const oddIds = ['-1', '0.5', '-7.25', '1e3', '2147483648', '"a"', '""', '"\\u0000"', '"__proto__"'];

const wrongTokens = ['{}', '[]', 'true', '1.5', '1e999', '{"a":{}}', '[[7]]', '-0.1', '"x"', '-1'];

/** Bytes in place of a message: `good` is the body of a message that could be answered. */
const framings: readonly ((good: string, choices: Choices) => string | Buffer)[] = [
  (good, choices) => `Content-Length: ${good.length - 1 - choices.below(50)}\r\n\r\n${good}`,
  (good, choices) => `Content-Length: ${good.length + 1 + choices.below(50)}\r\n\r\n${good}`,
  (good, choices) =>
    `Content-Length: ${choices.pick([1e5, 1e8, 511_999_999, 512_000_001, 1e12])}\r\n\r\n${good}`,
  (good, choices) =>
    `Content-Length: ${choices.pick(['-1', '-50', 'NaN', '', '0x20', '1e2', '12.5', '∞', '+9', '9'.repeat(5_000)])}\r\n\r\n${good}`,
  (good) => `Content-Type: application/vscode-jsonrpc\r\n\r\n${good}`,
  (good) => `Content-Length: 7\r\nContent-Length: ${good.length}\r\n\r\n${good}`,
  (good) => `Content-Length: ${good.length}\r\nContent-Type: a; charset=utf-16\r\n\r\n${good}`,
  (good) => `Content-Length: ${good.length}\r\n${good}`,
  (good) => `Content-Length: ${good.length}\n\n${good}`,
  (good) => `Content-Length ${good.length}\r\n\r\n${good}`,
  (good) => good,
  (good) => `${good}\r\n\r\n`,
  (_, choices) =>
    Buffer.from(Array.from({ length: 1 + choices.below(9_000) }, () => choices.below(256))),
  (_, choices) => 'lorem ipsum '.repeat(1 + choices.below(2_000)),
  (_, choices) => `X-Long: ${'y'.repeat(1_000_000 * (1 + choices.below(3)))}`,
  (_, choices) => 'A: b\r\n'.repeat(1 + choices.below(500_000)),
  (good) => `Content-Length: 0\r\n\r\n${good}`,
  (good, choices) => framed(good).subarray(0, choices.below(good.length)),
  (good, choices) => {
    const bytes = framed(good);
    bytes[choices.below(bytes.length)] = choices.below(256);
    return bytes;
  },
];

/** Framings that are none of the usual ones, and good. */
const goodFramings: readonly ((good: string) => string)[] = [
  (good) => `content-length: ${good.length}\r\n\r\n${good}`,
  (good) => `CONTENT-LENGTH:${good.length}\r\n\r\n${good}`,
  (good) => `\r\n\r\nContent-Length: ${good.length}\r\n\r\n${good}`,
  (good) => `Content-Length: ${good.length}\r\nContent-Length: ${good.length}\r\n\r\n${good}`,
  (good) => `X-Other: 5\r\nContent-Length: ${good.length}\r\n\r\n${good}`,
  (good) => `Content-Length: ${good.length}\r\nContent-Type: a; charset="utf8"\r\n\r\n${good}`,
];

/** By name: how many of 10,000 there are, and how one is made. */
export const messageMutations: Readonly<
  Record<string, { of10000: number; make: (given: Given) => MessageMutation }>
> = {
  'wrong types and values': {
    of10000: 2_300,
    make: (given) => withParams(given, ['otherValue', 'otherNumber', 'asText', 'inList']),
  },
  'missing fields': { of10000: 700, make: (given) => withParams(given, ['lostField']) },
  'extra and doubled fields, __proto__': {
    of10000: 700,
    make: (given) => withParams(given, ['extraField', 'doubledField']),
  },
  'text that is no JSON': {
    of10000: 400,
    make: (given) => withParams(given, ['trailingComma', 'comment', 'twoDocuments', 'utf16']),
  },
  '100,000 levels and more': { of10000: 200, make: (given) => withParams(given, ['deep']) },
  'strings of 1 to 60 MB': {
    of10000: 100,
    make: (given) => {
      const text = JSON.stringify('x'.repeat(1_000_000 * given.choices.pick([1, 9, 20, 60])));
      const place = given.choices.pick(['image', 'label', 'key', 'id', 'method', 'other']);
      if (place === 'image') return withText(given, { params: `{"image":${text},"labels":["a"]}` });
      if (place === 'label')
        return withText(given, { params: `{"image":"/a","labels":[${text}]}` });
      if (place === 'key') return withText(given, { params: `{${text}:1}` });
      return withText(given, { [place]: text });
    },
  },
  'ids of other kinds': {
    of10000: 500,
    make: (given) => {
      const { choices, id } = given;
      const usable = `"${id} ${choices.pick(['é', '\\ud800', '\\n', ' '])}"`;
      return withText(given, { id: choices.pick([...wrongIds, usable, `-${id}`, `${id}.5`]) });
    },
  },
  'an id twice': {
    of10000: 300,
    make: (given) => {
      const { choices, id } = given;
      const one = withText(given, { id: `${id}` });
      const other = withText(given, { id: choices.pick([`${id}`, `"${id}"`]) });
      return {
        bytes: Buffer.concat([one.bytes, other.bytes]),
        value: undefined,
        ids: [...one.ids, ...other.ids],
      };
    },
  },
  'answers to nothing': {
    of10000: 500,
    make: ({ choices }) => {
      const id = choices.pick(['0', '1', '7', '"a"', 'null', '{}', '-1', '0.5', '1e400']);
      const outcome = choices.pick([
        '"result":null',
        '"result":{"a":[]}',
        '"error":{}',
        '"error":5',
        '"error":{"code":"x","message":{}}',
        '"error":{"code":-32700,"message":"no"},"result":1',
        `"result":${'['.repeat(100_000)}${']'.repeat(100_000)}`,
      ]);
      return ofBody(`{"jsonrpc":"2.0","id":${id},${outcome}}`);
    },
  },
  'batches and values that are no message': {
    of10000: 300,
    make: (given) => {
      const { choices, templates, id } = given;
      const one = messageText(templates[2]!, JSON.stringify(templates[2]!.params), id);
      return ofBody(
        choices.pick([
          `[${one}]`,
          `[${one},${one}]`,
          '[]',
          '[[]]',
          '7',
          'null',
          '"x"',
          'true',
          '{}',
        ]),
      );
    },
  },
  'requests as notifications and the other way round': {
    of10000: 500,
    make: ({ choices, templates, id }) => {
      const template = choices.pick(templates);
      const swapped = { ...template, isRequest: !template.isRequest };
      return ofBody(messageText(swapped, JSON.stringify(template.params), id));
    },
  },
  'other methods': {
    of10000: 500,
    make: (given) => {
      const method = given.choices.pick([
        ...['"__proto__"', '"constructor"', '"toString"', '""', '"$/"', '"$/unknown"', '5', 'null'],
        ...['{}', '["initialize"]', '"diffusionClassifier/Known"', '"textDocument/rename"'],
        ...['"\\ud800"', '"rpc.discover"', '"textDocument/completion"', '"workspace/symbol"'],
      ]);
      return withText(given, { method });
    },
  },
  'other versions, fields of the envelope': {
    of10000: 300,
    make: (given) => {
      const name = given.choices.pick(['jsonrpc', 'params', '__proto__', 'result', 'error']);
      const value = given.choices.pick(['null', '"1.0"', '5', '{}', '[]', '[1,2]', '"x"', 'true']);
      return withText(given, { [name]: value });
    },
  },
  'surrogates, bytes that are no UTF-8': {
    of10000: 500,
    make: (given) => {
      const { choices } = given;
      const text = choices.pick(['\\ud800', '\\udfff\\ud800', '\\u0000', '\u202e', '@', '@', '@@']);
      const good = withText(given, { params: `{"image":"/${text}.png","labels":["${text}"]}` });
      if (!text.includes('@')) return good;
      const bytes = Buffer.from(good.bytes);
      for (let at = bytes.indexOf('@'); at >= 0; at = bytes.indexOf('@')) {
        bytes[at] = choices.pick([0x80, 0xc0, 0xed, 0xf8, 0xff]);
      }
      return { bytes, value: undefined, ids: [], refusal: -32700 };
    },
  },
  'cancels of nothing': {
    of10000: 500,
    make: ({ choices }) => {
      const id = choices.pick([...wrongIds, ...oddIds]);
      const params = choices.pick([`{"id":${id}}`, `{"id":${id}}`, '{}', 'null', '[1]', '"x"']);
      return ofBody(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":${params}}`);
    },
  },
  'tokens of other kinds': {
    of10000: 500,
    make: (given) => {
      const { choices, templates, id } = given;
      const template = choices.pick(templates.filter(({ params }) => 'workDoneToken' in params));
      const name = choices.pick(['workDoneToken', 'standingToken', 'partialResultToken']);
      const params = JSON.stringify({ ...template.params, [name]: '@' });
      return ofBody(messageText(template, params.replace('"@"', choices.pick(wrongTokens)), id));
    },
  },
  'broken framing': {
    of10000: 900,
    make: ({ choices, templates, id }) => {
      const known = templates[2]!;
      const good = messageText(known, JSON.stringify(known.params), id);
      if (choices.below(10) === 0) {
        const bytes = Buffer.from(choices.pick(goodFramings)(good));
        return { bytes, value: undefined, ids: [id] };
      }
      const bytes = Buffer.from(choices.pick(framings)(good, choices));
      return { bytes, value: undefined, ids: [], isBroken: true };
    },
  },
};
