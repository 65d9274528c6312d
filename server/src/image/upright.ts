interface Size {
  width: number;
  height: number;
}

/** Where a point of a stored image of that size is in the upright one, by its EXIF orientation, 1..8. */
export function turned(
  { x, y }: { x: number; y: number },
  { width, height }: Size,
  orientation: number,
): { x: number; y: number } {
  const mirroredX = [2, 3, 7, 8].includes(orientation) ? width - x : x;
  const mirroredY = [3, 4, 6, 7].includes(orientation) ? height - y : y;
  return orientation < 5 ? { x: mirroredX, y: mirroredY } : { x: mirroredY, y: mirroredX };
}

/** Numbers of the pixels of a stored image, row by row, in the order of the upright one. */
export function uprightGrid<G extends Size & { data: Float64Array }>(
  grid: G,
  orientation: number,
): Size & { data: Float64Array } {
  const { width, height, data } = grid;
  const upright = orientation < 5 ? { width, height } : { width: height, height: width };
  const turnedData = new Float64Array(data.length);
  data.forEach((value, index) => {
    const middle = { x: (index % width) + 0.5, y: Math.floor(index / width) + 0.5 };
    const { x, y } = turned(middle, grid, orientation);
    turnedData[Math.floor(y) * upright.width + Math.floor(x)] = value;
  });
  return { ...upright, data: turnedData };
}
