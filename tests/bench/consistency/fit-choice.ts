/** One set: a row of pieces per view, and which view is the foreign one. */
export interface Choice {
  weight: number;
  chosen: number;
  options: Float32Array[];
}

/** Conditional logit with weights that cannot be negative: the foreign view should weigh most in its own set. */
export function fitChoice(
  choices: readonly Choice[],
  { ridge, rounds }: { ridge: number; rounds: number },
): Float64Array {
  const columns = choices[0]?.options[0]?.length ?? 0;
  const total = choices.reduce((sum, { weight }) => sum + weight, 0);
  let current = new Float64Array(columns);
  let previous = current.slice();
  let lookahead = current.slice();
  let momentum = 1;
  const step = 1 / (largestSpread(choices, columns, total) + ridge);
  for (let round = 0; round < rounds; round++) {
    const slope = new Float64Array(columns);
    for (const { weight, chosen, options } of choices) {
      const sums = options.map((option) =>
        option.reduce((sum, value, at) => sum + value * lookahead[at]!, 0),
      );
      const most = Math.max(...sums);
      const odds = sums.map((sum) => Math.exp(sum - most));
      const all = odds.reduce((sum, value) => sum + value, 0);
      options.forEach((option, view) => {
        const error = ((odds[view]! / all - (view === chosen ? 1 : 0)) * weight) / total;
        if (Math.abs(error) < 1e-9) return;
        for (let at = 0; at < columns; at++) slope[at]! += error * option[at]!;
      });
    }
    previous = current;
    current = lookahead.map((value, at) => Math.max(0, value - step * (slope[at]! + ridge * value)));
    const following = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
    const push = (momentum - 1) / following;
    lookahead = current.map((value, at) => value + push * (value - previous[at]!));
    momentum = following;
  }
  return current;
}

/** An upper bound of the curvature: half the largest squared length of a difference between views, on average. */
function largestSpread(choices: readonly Choice[], columns: number, total: number): number {
  let sum = 0;
  for (const { weight, chosen, options } of choices) {
    let most = 0;
    const own = options[chosen];
    for (const option of options) {
      let squares = 0;
      for (let at = 0; at < columns; at++) squares += (option[at]! - (own?.[at] ?? 0)) ** 2;
      most = Math.max(most, squares);
    }
    sum += (weight / total) * most;
  }
  return Math.max(1e-6, sum / 2);
}
