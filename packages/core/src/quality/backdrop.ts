import type { Plane } from "./plane.ts";

/** A step of luma (0-255) between neighbours that a plain backdrop, shaded or lit, does not have. */
const STEP_MIN = 7;

/** Share of the backdrop, 0 to 1, that has drawing in it. `edges` are gradients; the figure's outline is left out. */
export function busyBackdrop(edges: Plane, isFigure: Uint8Array): number {
  const { width, height, values } = edges;
  let [busy, all] = [0, 0];
  const reach = Math.max(2, Math.round(Math.min(width, height) / 100));
  for (let y = reach; y < height - reach; y++) {
    for (let x = reach; x < width - reach; x++) {
      const at = y * width + x;
      if (isFigure[at] || isNear(isFigure, { at, width, reach })) continue;
      all++;
      if ((values[at] ?? 0) >= STEP_MIN) busy++;
    }
  }
  return busy / Math.max(1, all);
}

function isNear(
  isFigure: Uint8Array,
  { at, width, reach }: { at: number; width: number; reach: number },
): boolean {
  return Boolean(
    isFigure[at - reach] ||
      isFigure[at + reach] ||
      isFigure[at - reach * width] ||
      isFigure[at + reach * width],
  );
}
