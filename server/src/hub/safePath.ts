/** Names that Windows keeps for devices, with any ending. */
const deviceName = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i;
/** What Windows forbids, and what no terminal shows as it is: controls, turns of the direction. */
const forbidden = /[\\:*?"<>|\p{C}\p{Zl}\p{Zp}]/u;
/** Bytes; file systems take 255, and an ending comes to it. */
const longestName = 200;

/** Whether every system takes `name` for the name of one file, and for no other one. */
function isSafeName(name: string): boolean {
  return (
    name !== '' &&
    Buffer.byteLength(name) <= longestName &&
    !name.startsWith('.') &&
    !/[. ]$/.test(name) &&
    !forbidden.test(name) &&
    !deviceName.test(name)
  );
}

/**
 * Whether a file of a repository may be written to a folder of ours by its own path: one below the
 * folder, whatever the system.
 *
 * @param file With slashes, as the hub lists it.
 */
export function isSafePath(file: string): boolean {
  return file.split('/').every(isSafeName);
}

/** Two of the files that are one where upper and lower case are the same, or where one is the other's folder. */
export function collision(files: readonly string[]): [string, string] | undefined {
  const seen = new Map<string, string>();
  const folded = (file: string): string => file.normalize('NFC').toLowerCase();
  for (const file of files) {
    const other = seen.get(folded(file));
    if (other !== undefined) return [other, file];
    seen.set(folded(file), file);
  }
  for (const file of files) {
    const parts = folded(file).split('/');
    for (let length = 1; length < parts.length; length++) {
      const other = seen.get(parts.slice(0, length).join('/'));
      if (other !== undefined) return [other, file];
    }
  }
  return undefined;
}

/** Whether a path tries to leave its folder: nobody's mistake, and no repository to trust. */
export function leadsOut(file: string): boolean {
  return /^[/\\]|^[a-z]:/i.test(file) || file.split(/[/\\]/).includes('..');
}
