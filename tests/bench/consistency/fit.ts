/** Examples of one line: a row of pieces each, a weight, and whether it is a true pair. */
export interface Examples {
  columns: number;
  /** Row by row. */
  values: Float32Array;
  isSame: Uint8Array;
  weight: Float64Array;
}

export interface Fit {
  bias: number;
  weights: Float64Array;
}

export interface FitOptions {
  ridge: number;
  lasso: number;
  rounds: number;
}

/**
 * Logistic regression whose weights cannot be negative, by accelerated projected gradient with a fixed number of
 * rounds: the same examples give the same numbers. The logit is bias - weights * pieces.
 */
export function fitLine(examples: Examples, { ridge, lasso, rounds }: FitOptions): Fit {
  const { columns, values, weight } = examples;
  const rows = weight.length;
  const total = weight.reduce((sum, value) => sum + value, 0);
  let current = new Float64Array(columns + 1);
  let previous = current.slice();
  let lookahead = current.slice();
  const step = 1 / (0.25 * largestCurvature(examples) + ridge);
  let momentum = 1;
  for (let round = 0; round < rounds; round++) {
    const slope = new Float64Array(columns + 1);
    for (let row = 0; row < rows; row++) {
      const at = row * columns;
      let logit = lookahead[columns]!;
      for (let column = 0; column < columns; column++) logit -= lookahead[column]! * values[at + column]!;
      const error = ((1 / (1 + Math.exp(-logit)) - examples.isSame[row]!) * weight[row]!) / total;
      slope[columns]! += error;
      for (let column = 0; column < columns; column++) slope[column]! -= error * values[at + column]!;
    }
    previous = current;
    current = new Float64Array(columns + 1);
    for (let column = 0; column < columns; column++) {
      const next = lookahead[column]! - step * (slope[column]! + ridge * lookahead[column]! + lasso);
      current[column] = Math.max(0, next);
    }
    current[columns] = lookahead[columns]! - step * slope[columns]!;
    const following = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
    const push = (momentum - 1) / following;
    lookahead = current.map((value, at) => value + push * (value - previous[at]!));
    momentum = following;
  }
  return { bias: current[columns]!, weights: current.subarray(0, columns) };
}

/** Largest eigenvalue of the weighted second-moment matrix, by power iteration. */
function largestCurvature({ columns, values, weight }: Examples): number {
  const total = weight.reduce((sum, value) => sum + value, 0);
  let vector = new Float64Array(columns + 1).fill(1);
  let size = 1;
  for (let round = 0; round < 12; round++) {
    const next = new Float64Array(columns + 1);
    for (let row = 0; row < weight.length; row++) {
      const at = row * columns;
      let product = -vector[columns]!;
      for (let column = 0; column < columns; column++) {
        product += vector[column]! * values[at + column]!;
      }
      product *= weight[row]! / total;
      next[columns]! -= product;
      for (let column = 0; column < columns; column++) {
        next[column]! += product * values[at + column]!;
      }
    }
    size = Math.sqrt(next.reduce((sum, value) => sum + value * value, 0));
    vector = next.map((value) => value / Math.max(1e-12, size));
  }
  return Math.max(1e-6, size * 1.05);
}
