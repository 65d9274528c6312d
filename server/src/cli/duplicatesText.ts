import type { DuplicateGroup, Duplicates } from '../duplicates';
import { bytesText, countText } from './quantities';
import { imagesText } from './sortText';

function groupText({ versions, labels }: DuplicateGroup): string {
  const lines = versions.flatMap(({ images, width, height, bytes, distance }, place) => {
    const [first, ...copies] = images;
    const bits = place === 0 ? '' : `, ${distance} ${distance === 1 ? 'bit' : 'bits'} apart`;
    const size = `${width}x${height}, ${bytesText(bytes)}`;
    return [
      `${place === 0 ? '' : '  ~ '}${first}  ${size}${bits}`,
      ...copies.map((copy) => `  ${place === 0 ? '' : '  '}= ${copy}`),
    ];
  });
  if (labels) lines.push(`  ! in folders of different labels: ${labels.join(', ')}`);
  return lines.join('\n');
}

/** Groups, and how many there are. `=`: the same bytes; `~`: looks the same. */
export function duplicatesText({ images, distance, groups, failures }: Duplicates): string {
  const counts = groups.map(({ versions }) => versions.flatMap((version) => version.images).length);
  const inGroups = counts.reduce((sum, count) => sum + count, 0);
  const found = `${imagesText(images)}: ${countText(groups.length)} ${groups.length === 1 ? 'group' : 'groups'} with ${imagesText(inGroups)} that are the same, or within ${distance} of 64 bits`;
  const different = groups.filter(({ labels }) => labels).length;
  return [
    ...groups.map(groupText),
    ...(different > 0
      ? [`${countText(different)} of the groups have images with different labels`]
      : []),
    ...(failures.length > 0 ? [`${imagesText(failures.length)} could not be read`] : []),
    found,
  ].join('\n');
}
