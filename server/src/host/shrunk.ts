/** Numbers of the pixels of an image, row by row. */
export interface Grid {
  width: number;
  height: number;
  data: Float64Array;
}

/** A grid whose sides are at most `most`: each number the mean over an equal part of the former. */
export function shrunk(grid: Grid, most: number): Grid {
  return transposed(narrowed(transposed(narrowed(grid, most)), most));
}

/** Columns are averaged; one that lies in two of the new ones counts in each by its part there. */
function narrowed({ width, height, data }: Grid, most: number): Grid {
  if (width <= most) return { width, height, data };
  const narrow = new Float64Array(most * height);
  for (let x = 0; x < width; x++) {
    const [from, to] = [(x * most) / width, ((x + 1) * most) / width];
    for (let column = Math.floor(from); column < Math.min(most, Math.ceil(to)); column++) {
      const part = Math.min(to, column + 1) - Math.max(from, column);
      for (let y = 0; y < height; y++) narrow[y * most + column]! += part * data[y * width + x]!;
    }
  }
  return { width: most, height, data: narrow };
}

function transposed({ width, height, data }: Grid): Grid {
  const turned = data.map((_, i) => data[(i % height) * width + Math.floor(i / height)]!);
  return { width: height, height: width, data: turned };
}
