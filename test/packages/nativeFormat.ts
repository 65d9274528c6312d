/** The processor that a native file is for, with the system whose format it has. */
export type NativeFormat =
  | `${'ELF' | 'PE' | 'Mach-O'} ${'x64' | 'arm64'}`
  | 'WebAssembly'
  | 'something else';

const elf: Record<number, NativeFormat> = { 62: 'ELF x64', 183: 'ELF arm64' };
const pe: Record<number, NativeFormat> = { 34404: 'PE x64', 43620: 'PE arm64' };
const machO: Record<number, NativeFormat> = { 16777223: 'Mach-O x64', 16777228: 'Mach-O arm64' };

/** Reads it from the first bytes of the file, not from its name. */
export function nativeFormat(bytes: Buffer): NativeFormat {
  return read(bytes) ?? 'something else';
}

function read(bytes: Buffer): NativeFormat | undefined {
  switch (bytes.readUInt32BE(0)) {
    case 0x7f454c46:
      return elf[bytes.readUInt16LE(18)];
    case 0x0061736d:
      return 'WebAssembly';
    case 0xcffaedfe:
      return machO[bytes.readUInt32LE(4)];
  }
  if (bytes.toString('latin1', 0, 2) !== 'MZ') return undefined;
  const header = bytes.readUInt32LE(0x3c);
  if (bytes.toString('latin1', header, header + 4) !== 'PE\0\0') return undefined;
  return pe[bytes.readUInt16LE(header + 4)];
}
