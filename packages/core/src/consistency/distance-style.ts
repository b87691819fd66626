import { gap, hellinger, type Side } from "./distance-color.ts";
import { GRADIENT_BINS, SCALARS, type Scalar, section, TURN_BINS } from "./layout.ts";

const COMPARED: readonly Scalar[] = SCALARS.slice(SCALARS.indexOf("structure1"));

/** How differently two pictures are drawn; every number is 0 for the same picture. */
export function styleDistances(a: Side, b: Side): Record<string, number> {
  const gradient = section(a.features.data, "gradient");
  const other = section(b.features.data, "gradient");
  const turn = hellinger(section(a.features.data, "turn"), section(b.features.data, "turn"), TURN_BINS);
  const distances: Record<string, number> = {
    gradient: hellinger(gradient, other, GRADIENT_BINS)[0] ?? 0,
    gradientShift: moved(gradient, other),
    turn: turn[0] ?? 0,
    spectrum: Math.abs(
      difference(a, b, "structure1") - (difference(a, b, "structure4") + difference(a, b, "structure8")) / 2,
    ),
    laplaceSlope: Math.abs(difference(a, b, "laplace1") - difference(a, b, "laplace4")),
    still: Math.max(gap(a, b, "stillX"), gap(a, b, "stillY")),
  };
  for (const name of COMPARED) distances[name] = gap(a, b, name);
  return distances;
}

function difference(a: Side, b: Side, name: Scalar): number {
  const at = SCALARS.indexOf(name);
  return (a.features.scalars[at] ?? 0) - (b.features.scalars[at] ?? 0);
}

/** Earth mover's distance between two histograms given as square roots, in bins. */
function moved(a: Uint8Array, b: Uint8Array): number {
  const total = (bytes: Uint8Array) =>
    Math.max(
      1,
      bytes.reduce((sum, root) => sum + root * root, 0),
    );
  const [all, others] = [total(a), total(b)];
  let [carried, work] = [0, 0];
  for (let bin = 0; bin < a.length; bin++) {
    carried += (a[bin] ?? 0) ** 2 / all - (b[bin] ?? 0) ** 2 / others;
    work += Math.abs(carried);
  }
  return work;
}
