import { expect, test } from 'vitest';
import { type Frame, Frames } from '../../../../server/src/lsp/transport/frames';
import { Choices } from '../../../mutation/mutations';

function framed(value: unknown): string {
  const body = JSON.stringify(value);
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

function read(...pieces: (string | Buffer)[]): Frame[] {
  const frames = new Frames();
  return pieces.flatMap((piece) => frames.add(Buffer.from(piece)));
}

const good = { id: 1, text: 'ein Käfer, "Content-Length: 5\r\n\r\n" \ud83d\udc1e' };

test('messages come out whole wherever the stream is cut', () => {
  const stream = Buffer.from(framed(good) + framed([2]) + framed(null) + framed(good));
  const expected = [good, [2], null, good].map((message) => ({ message }));
  expect(read(stream)).toEqual(expected);
  expect(read(...[...stream].map((byte) => Buffer.from([byte])))).toEqual(expected);
  const choices = new Choices(1);
  for (let round = 0; round < 50; round++) {
    const pieces: Buffer[] = [];
    for (let at = 0; at < stream.length; ) {
      const size = 1 + choices.below(40);
      pieces.push(stream.subarray(at, at + size));
      at += size;
    }
    expect(read(...pieces)).toEqual(expected);
  }
});

test.each([
  ['lower case', 'content-length: 3\r\n\r\n[1]'],
  ['other headers', 'X-Trace: 1\r\nContent-Length: 3\r\nAccept: */*\r\n\r\n[1]'],
  ['no space', 'Content-Length:3\r\n\r\n[1]'],
  ['a charset', 'Content-Length: 3\r\nContent-Type: a/b; charset=utf-8\r\n\r\n[1]'],
  ['the charset of old', 'Content-Type: a/b; charset="utf8"\r\nContent-Length: 3\r\n\r\n[1]'],
  ['the same length twice', 'Content-Length: 3\r\nContent-Length: 3\r\n\r\n[1]'],
  ['empty lines between messages', '\r\n\r\n\nContent-Length: 3\r\n\r\n[1]'],
  ['leading zeros', 'Content-Length: 0003\r\n\r\n[1]'],
])('%s in a header is fine', (_, text) => {
  expect(read(text, framed(good))).toEqual([{ message: [1] }, { message: good }]);
});

const body = '{"id":7,"method":"a"}';
test.each<[string, string | Buffer, string]>([
  ['no length', `Content-Type: a\r\n\r\n${body}`, 'Expected a header with one Content-Length.'],
  ['no header', `${body}\r\n\r\n${body}`, 'Expected a header with one Content-Length.'],
  ['a body without header', body, 'Expected a header with one Content-Length.'],
  ['prose', 'Welcome to the server!\n\n', 'Expected a header with one Content-Length.'],
  ['letters', 'Hello', 'Expected a header with one Content-Length.'],
  ['no blank line', `Content-Length: 21\r\n${body}`, 'Expected a header'],
  ['line feeds alone', `Content-Length: 21\n\n${body}`, 'Expected a header'],
  ['an empty length', `Content-Length: \r\n\r\n${body}`, 'a number of bytes, received ""'],
  ['a negative length', `Content-Length: -1\r\n\r\n${body}`, 'received "-1"'],
  ['NaN', `Content-Length: NaN\r\n\r\n${body}`, 'received "NaN"'],
  ['a fraction', `Content-Length: 21.5\r\n\r\n${body}`, 'received "21.5"'],
  ['an exponent', `Content-Length: 2e1\r\n\r\n${body}`, 'received "2e1"'],
  ['a huge length', `Content-Length: 512000001\r\n\r\n${body}`, 'over the limit of 512,000,000'],
  ['an absurd length', `Content-Length: ${'9'.repeat(40)}\r\n\r\n${body}`, 'a number of bytes'],
  ['a charset', `Content-Length: 21\r\nContent-Type: a; charset=utf-16\r\n\r\n${body}`, '"utf-16"'],
  ['a length of 0', `Content-Length: 0\r\n\r\n${body}`, 'cannot be read'],
  ['too small a length', `Content-Length: 20\r\n\r\n${body}`, 'cannot be read'],
  ['too large a length', `Content-Length: 22\r\n\r\n${body}`, 'cannot be read'],
  ['far too large a length', `Content-Length: 300\r\n\r\n${body}`, 'cannot be read'],
  [
    'by far too large a length',
    `Content-Length: 512000000\r\n\r\n${body}`,
    'less than 512000000 bytes came',
  ],
  ['a body that is no JSON', 'Content-Length: 5\r\n\r\n{"id"', 'cannot be read'],
  [
    'bytes that are no UTF-8',
    Buffer.from('Content-Length: 4\r\n\r\n"\xff\xfe"', 'latin1'),
    'UTF-8',
  ],
])('%s is one fault, and the messages after it are read', (_, text, reason) => {
  const rest = [framed(good), framed(good)];
  const faultAndRest = [
    { fault: expect.stringContaining(reason) },
    { message: good },
    { message: good },
  ];
  expect(read(text, ...rest)).toEqual(faultAndRest);
  expect(read(Buffer.concat([Buffer.from(text), Buffer.from(rest.join(''))]))).toEqual(
    faultAndRest,
  );
  const bytes = [...Buffer.concat([Buffer.from(text), Buffer.from(rest.join(''))])];
  expect(read(...bytes.map((byte) => Buffer.from([byte])))).toEqual(faultAndRest);
});

test.each([
  'Content-Length: 9\r\n',
  'Content-Length: ',
  'Content-Length: 1\r\nContent-Type: application/json; charset=utf-8\r\n',
  'Content-Len',
])('%j broke off before a message', (text) => {
  expect(read(text + framed(good), framed(good))).toEqual([
    { fault: 'Expected a header with one Content-Length.' },
    { message: good },
    { message: good },
  ]);
});

test('each message that cannot be read is a fault of its own', () => {
  const broken = 'Content-Length: 2\r\n\r\n{]';
  expect(read(broken + broken + framed(good) + broken)).toEqual([
    { fault: expect.any(String) },
    { fault: expect.any(String) },
    { message: good },
    { fault: expect.any(String) },
  ]);
});

test('a header of megabytes is one fault and is not kept', () => {
  const frames = new Frames();
  const line = Buffer.from(`X-${'a'.repeat(65_000)}: b\r\n`);
  const found = Array.from({ length: 200 }, () => frames.add(line)).flat();
  expect(found).toEqual([{ fault: 'Expected a header with one Content-Length.' }]);
  expect(frames.add(Buffer.from(`\r\n${framed(good)}`))).toEqual([{ message: good }]);
});

test('what stands in the strings of a body is no header', () => {
  const texts = ['Content-Length: 5', '\r\n\r\n', 'Content-Length: 5\r\n\r\n[1]', '\\"', '\\\\'];
  expect(read(...[...framed(texts)])).toEqual([{ message: texts }]);
});

test('100,000 levels are read, in lists and in objects', () => {
  const depth = 100_000;
  const lists = '['.repeat(depth) + ']'.repeat(depth);
  const objects = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  for (const text of [lists, objects]) {
    const [frame, ...others] = read(`Content-Length: ${text.length}\r\n\r\n${text}`);
    expect(frame).toHaveProperty('message');
    expect(others).toEqual([]);
  }
});

test('more than a million values are refused before they are parsed, whatever the strings hold', () => {
  const tooMany = `[${'{},'.repeat(600_000)}{}]`;
  expect(read(`Content-Length: ${tooMany.length}\r\n\r\n${tooMany}`, framed(good))).toEqual([
    { fault: 'The message cannot be read: it holds more than 1,000,000 values.' },
    { message: good },
  ]);
  const strings = [',[{\\"'.repeat(500_000), '\\', 'end'];
  expect(read(framed(strings))).toEqual([{ message: strings }]);
  const unended = `["${',\\"'.repeat(500_000)}`;
  expect(read(`Content-Length: ${unended.length}\r\n\r\n${unended}`)).toEqual([
    { fault: expect.stringContaining('cannot be read') },
  ]);
});
