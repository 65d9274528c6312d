export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Median, least and most: "1.05 times (1.04 to 1.19)". */
export function spread(values, unit, digits = 2) {
  const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)].map(
    (value) => value.toFixed(digits),
  );
  return `${middle}${unit} (${least} to ${most})`;
}
