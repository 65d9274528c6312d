/** Bytes of UTF-8: file systems take 255, and paths are longer than a name. */
const longestName = 120;

/** What no name on Windows may hold, and what separates names anywhere. */
const forbidden =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\\/:*?"<>|]/gu;

/** Names of devices on Windows, with whatever ending. */
const reserved = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/i;

/** As many characters of the text as fit into so many bytes, none of them cut. */
export function withinBytes(text: string, most: number): string {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > most) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/**
 * The label as the name of a folder on any file system: composed (Unicode NFC); what is forbidden, a
 * dot at the beginning (hidden, or the folder above) and dots and spaces at the end become `_`; a name
 * of a device on Windows gets one in front.
 */
export function folderName(label: string): string {
  const plain = label.normalize('NFC').trim().replace(forbidden, '_');
  const name = withinBytes(plain, longestName)
    .replace(/^\.+/, (dots) => '_'.repeat(dots.length))
    .replace(/[. ]+$/, (ends) => '_'.repeat(ends.length))
    .replace(reserved, '_$&');
  return name || '_';
}
