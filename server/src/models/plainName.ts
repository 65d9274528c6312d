/** "A Fire-Truck" and "fire truck" are one name. */
export function plainName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^\s*(an?|the)\s+/, '')
    .replace(/[\s_-]+/g, '');
}

/** What a plain name may mean: itself, then what it may be the plural of. */
export function singulars(name: string): string[] {
  return [
    name,
    ...(name.endsWith('s') ? [name.slice(0, -1)] : []),
    ...(name.endsWith('es') ? [name.slice(0, -2)] : []),
    ...(name.endsWith('ies') ? [`${name.slice(0, -3)}y`] : []),
  ];
}
