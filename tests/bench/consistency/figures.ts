/** Probability that a true pair scores higher than a false one; ties count half, NaN when either side is empty. */
export function auc(same: readonly number[], other: readonly number[]): number {
  if (same.length === 0 || other.length === 0) return Number.NaN;
  const all = [
    ...same.map((value) => ({ value, isSame: 1 })),
    ...other.map((value) => ({ value, isSame: 0 })),
  ];
  all.sort((one, next) => one.value - next.value);
  let ranks = 0;
  for (let from = 0; from < all.length; ) {
    let to = from;
    while (to < all.length && all[to]!.value === all[from]!.value) to++;
    for (let at = from; at < to; at++) ranks += all[at]!.isSame * ((from + 1 + to) / 2);
    from = to;
  }
  return (ranks - (same.length * (same.length + 1)) / 2) / (same.length * other.length);
}

export function share<T>(list: readonly T[], holds: (item: T) => boolean): number {
  return list.length === 0 ? Number.NaN : list.filter(holds).length / list.length;
}
