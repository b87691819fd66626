import {
  GAPS,
  type Gap,
  type Joint,
  type Line,
  PARTS,
  type Part,
  pieces,
  softMinimum,
  type World,
} from "@likeness/core/consistency";
import { type Examples, type Fit, fitLine } from "./fit.ts";
import { AGAINST, FOR, JOINED, PASS_SHARE } from "./recipes.ts";

/** A pair as a row of distances. */
export interface Row {
  family: string;
  kind: string;
  gap: Gap;
  /** Learned from where the gap is not known: one pair in three of all gaps. */
  isThinned: boolean;
  distances: Float32Array;
}

export interface Trained {
  names: string[];
  knots: Record<string, number[]>;
}

const ROUNDS = 80;
const RIDGE = 0.002;
const LASSO = 0.0004;
const DIGITS = 4;

/** Knots from the data: the middle and the far end of true pairs, and the far end of false ones. */
export function knotsOf(rows: readonly Row[], names: readonly string[]): Record<string, number[]> {
  const same = rows.filter(({ kind }) => kind === "same");
  const other = rows.filter(({ kind }) => kind === "different" || kind === "impostor");
  return Object.fromEntries(
    names.map((name, column) => {
      const sorted = (list: readonly Row[]) =>
        Float32Array.from(list, ({ distances }) => distances[column]!).sort();
      const at = (values: Float32Array, share: number) => values[Math.floor(share * (values.length - 1))]!;
      const [near, far] = [sorted(same), sorted(other)];
      const one = Math.max(1e-4, at(near, 0.6));
      const two = Math.max(one * 1.4, at(near, 0.93));
      const three = Math.max(two * 1.4, at(far, 0.8));
      return [name, [one, two, three].map(digits)];
    }),
  );
}

export function digits(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

/** Rows cut into pieces, once for all parts. */
export function cut(
  rows: readonly Row[],
  names: readonly string[],
  knots: Record<string, number[]>,
): Float32Array {
  const columns = names.length * 3;
  const values = new Float32Array(rows.length * columns);
  rows.forEach(({ distances }, row) => {
    names.forEach((name, column) => {
      values.set(pieces(distances[column]!, knots[name]!), row * columns + column * 3);
    });
  });
  return values;
}

const inGap = (row: Row, gap: Gap) => (gap === "unknown" ? row.isThinned : row.gap === gap);

export interface WorldInput {
  rows: readonly Row[];
  values: Float32Array;
  names: readonly string[];
  usable: (part: Part, name: string) => boolean;
  /** Which rows may be learned from. */
  isIn: (row: Row) => boolean;
  parts?: readonly Part[];
  gaps?: readonly Gap[];
  /** How strongly weights are held together: more for few examples. */
  ridge?: number;
}

/** One line per part and gap. */
export function trainLines(input: WorldInput): World["lines"] {
  const { rows, values, names, usable, isIn, parts = PARTS, gaps = GAPS, ridge = RIDGE } = input;
  const lines: World["lines"] = {};
  for (const part of parts) {
    const own = names.flatMap((name, column) => (usable(part, name) ? [column] : []));
    lines[part] = Object.fromEntries(
      gaps.map((gap) => {
        const examples = examplesOf({ rows, values, part, own, isIn: (row) => isIn(row) && inGap(row, gap) });
        const fit = fitLine(examples, { ridge, lasso: LASSO, rounds: ROUNDS });
        return [
          gap,
          toLine(
            fit,
            own.map((column) => names[column]!),
          ),
        ];
      }),
    );
  }
  return lines;
}

function toLine({ bias, weights: fitted }: Fit, names: readonly string[]): Line {
  const weights: Line["weights"] = {};
  names.forEach((name, column) => {
    const three = [...fitted.subarray(column * 3, column * 3 + 3)].map((value) =>
      value < 0.005 ? 0 : digits(value),
    );
    if (three.some((value) => value > 0)) weights[name] = three;
  });
  return { bias: digits(bias), shift: 0, weights };
}

interface Wanted {
  rows: readonly Row[];
  values: Float32Array;
  part: Part;
  /** The distances this part looks at. */
  own: readonly number[];
  isIn: (row: Row) => boolean;
}

function examplesOf({ rows, values, part, own, isIn }: Wanted): Examples {
  const chosen: number[] = [];
  rows.forEach((row, at) => {
    if (isIn(row) && (AGAINST[part][row.kind] !== undefined || FOR[part][row.kind] !== undefined))
      chosen.push(at);
  });
  const counts = new Map<string, number>();
  for (const at of chosen) counts.set(rows[at]!.kind, (counts.get(rows[at]!.kind) ?? 0) + 1);
  const kinds = [...counts.keys()];
  const sum = (table: Record<string, number>) => kinds.reduce((all, kind) => all + (table[kind] ?? 0), 0);
  const [allFor, allAgainst] = [sum(FOR[part]), sum(AGAINST[part])];
  const weight = Float64Array.from(chosen, (at) => {
    const { kind } = rows[at]!;
    const share =
      FOR[part][kind] === undefined ? AGAINST[part][kind]! / allAgainst : FOR[part][kind] / allFor;
    return share / counts.get(kind)!;
  });
  const all = values.length / rows.length;
  const columns = own.length * 3;
  const taken = new Float32Array(chosen.length * columns);
  chosen.forEach((at, row) => {
    own.forEach((column, to) => {
      const from = at * all + column * 3;
      taken.set(values.subarray(from, from + 3), row * columns + to * 3);
    });
  });
  const isSame = Uint8Array.from(chosen, (at) => (FOR[part][rows[at]!.kind] === undefined ? 0 : 1));
  return { columns, values: taken, weight, isSame };
}

/** Logit of one row by one line. */
export function lineLogit(line: Line, names: readonly string[], values: Float32Array): number {
  let logit = line.bias + line.shift;
  names.forEach((name, column) => {
    const three = line.weights[name];
    if (three === undefined) return;
    for (let piece = 0; piece < 3; piece++) logit -= three[piece]! * values[column * 3 + piece]!;
  });
  return logit;
}

/** Logits of a row that was not learned from, per gap it may be judged by. */
export interface Judged {
  row: Row;
  logits: Record<string, Record<Part, number>>;
}

const ROOM_STEPS = [-1.5, -0.5, 0.5, 1.5, 3, 6];

/** Shifts that put the working point where the wanted share of held-out true pairs passes, but not above the best balance. */
export function shiftsOf(judged: readonly Judged[]): Shifts {
  const shifts = {} as Shifts;
  for (const part of PARTS) {
    shifts[part] = {} as Record<Gap, number>;
    for (const gap of GAPS) {
      const pool = judged.filter(({ row }) => inGap(row, gap));
      const same = pool.filter(({ row }) => row.kind === "same").map(({ logits }) => logits[gap]![part]);
      shifts[part][gap] = digits(-quantile(same, 1 - PASS_SHARE[part]));
    }
  }
  return shifts;
}

export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}

/** The room of each part in a joint score, by coordinate search on held-out logits, and its working point. */
export function jointOf(judged: readonly Judged[], gap: Gap, { name, shifts, recipe }: JointInput): Joint {
  const { parts, against, passShare } = recipe ?? JOINED[name]!;
  const pool = judged
    .filter(({ row }) => inGap(row, gap) && (row.kind === "same" || against[row.kind] !== undefined))
    .map(({ row, logits }) => ({ kind: row.kind, logits: shifted(logits[gap]!, shifts, gap) }));
  const room: Record<string, number> = Object.fromEntries(parts.map((part) => [part, 1.5]));
  const evaluate = () => {
    const at = (logits: Record<Part, number>) => softMinimum({ room, shift: 0 }, logits);
    const same = pool.filter(({ kind }) => kind === "same").map(({ logits }) => at(logits));
    const shift = -quantile(same, 1 - passShare);
    let [value, all] = [0, 0];
    for (const [kind, weight] of Object.entries(against)) {
      const of = pool.filter((entry) => entry.kind === kind).map(({ logits }) => at(logits) + shift);
      if (of.length === 0) continue;
      value += (weight * of.reduce((sum, logit) => sum + 1 / (1 + Math.exp(2 * logit)), 0)) / of.length;
      all += weight;
    }
    return { value: value / Math.max(1e-9, all), shift };
  };
  for (let pass = 0; pass < 2; pass++) {
    for (const part of parts) {
      const tried = ROOM_STEPS.map((step) => {
        room[part] = step;
        return { step, ...evaluate() };
      });
      room[part] = tried.reduce((best, next) => (next.value > best.value + 1e-6 ? next : best)).step;
    }
  }
  return { room: { ...room }, shift: digits(evaluate().shift) };
}

export interface JointInput {
  name: string;
  /** Instead of the one that JOINED has under the name. */
  recipe?: (typeof JOINED)[string];
  shifts: Shifts;
}
export type Shifts = Record<Part, Record<Gap, number>>;

function shifted(logits: Record<Part, number>, shifts: Shifts, gap: Gap): Record<Part, number> {
  return Object.fromEntries(PARTS.map((part) => [part, logits[part] + shifts[part][gap]])) as Record<
    Part,
    number
  >;
}
