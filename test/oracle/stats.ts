/** Region statistics of one label the obvious way. Keys are the column names; volume without a z axis is area. */
export type Row = Record<string, number>;

/** A row per label, ascending. */
export function statsOracle(
  labels: ArrayLike<number>,
  shape: readonly number[],
  spacing: readonly number[],
  values?: ArrayLike<number>,
): Row[] {
  const voxels = new Map<number, number[]>();
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] as number;
    if (label === 0) continue;
    const list = voxels.get(label) ?? [];
    list.push(i);
    voxels.set(label, list);
  }
  return [...voxels.entries()]
    .sort(([a], [b]) => a - b)
    .map(([label, list]) => ({
      label,
      count: list.length,
      ...shapeOf(list, shape, spacing),
      ...(values && intensitiesOf(list.map((i) => values[i] as number))),
    }));
}

function shapeOf(list: number[], shape: readonly number[], spacing: readonly number[]): Row {
  const row: Row = { [shape.length === 2 ? "area" : "volume"]: list.length * spacing.reduce((a, b) => a * b, 1) };
  const axes = ["z", "y", "x"].slice(3 - shape.length);
  axes.forEach((axis, i) => {
    const stride = shape.slice(i + 1).reduce((a, b) => a * b, 1);
    const places = list.map((at) => Math.floor(at / stride) % (shape[i] as number));
    row[`bbox_${axis}0`] = places.reduce((a, b) => Math.min(a, b));
    row[`bbox_${axis}1`] = places.reduce((a, b) => Math.max(a, b)) + 1;
    row[`centroid_${axis}`] = (places.reduce((a, b) => a + b, 0) / list.length) * (spacing[i] as number);
  });
  return row;
}

function intensitiesOf(values: number[]): Row {
  const sum = values.reduce((a, b) => a + b, 0);
  const mean = sum / values.length;
  const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length;
  return {
    intensity_sum: sum,
    intensity_mean: mean,
    intensity_std: Math.sqrt(variance),
    intensity_min: values.reduce((a, b) => Math.min(a, b)),
    intensity_max: values.reduce((a, b) => Math.max(a, b)),
  };
}
