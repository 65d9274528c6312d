import path from 'node:path';

/** StringStringEntryProto: field 1 is the key "location", field 2 (0x12) the value. */
const locationEntry = Buffer.from('\x0a\x08location\x12', 'latin1');

/** One a tensor where an exporter did not collect them. */
const mostNames = 10_000;

/** Whether a name leads to a place below the folder of the graph; ONNX Runtime refuses others. */
function isBelow(name: string): boolean {
  return (
    name !== '' &&
    !name.includes('\0') &&
    !path.isAbsolute(name) &&
    !name.split(/[\\/]/).includes('..')
  );
}

/**
 * The files that a graph keeps weights in, relative to its folder: found by the entries that name
 * them, without parsing the graph.
 *
 * @param graph the content of an ONNX file.
 */
export function externalDataNames(graph: Buffer): string[] {
  const names = new Set<string>();
  for (
    let at = graph.indexOf(locationEntry);
    at >= 0 && names.size < mostNames;
    at = graph.indexOf(locationEntry, at + 1)
  ) {
    const length = graph[at + locationEntry.length] ?? 0;
    const start = at + locationEntry.length + 1;
    // From 128 on, a length takes two bytes: no exporter writes such a name.
    if (length < 128) names.add(graph.toString('utf8', start, start + length));
  }
  return [...names].filter(isBelow);
}
