import { distanceSquared, type Lab, type LabImage, labAt } from "../images/index.ts";
import { quantile } from "./plane.ts";

/** Share of the way round the picture in which the backdrop's colour is looked for, to either side of a spot. */
const REACH = 0.12;
/** A border pixel this far (OKLab) from the backdrop beside it belongs to something that goes on outside. */
const STRAY_MIN = 0.06;
/** More than this of the border astray is no figure but a picture without a plain backdrop. */
const BUSY_SHARE = 0.4;

/**
 * Share of the picture's border, 0 to 1, on which something before the backdrop runs out of the picture. Floors and
 * gradients are backdrop; undefined where the border is too busy to tell. The figure's mask of consistency/ tells less
 * here (AUC 0.91 against 0.98): to it, the outermost pixels are backdrop by definition.
 */
export function cutShare(image: LabImage): number | undefined {
  const loop = borderLoop(image);
  const reach = Math.max(2, Math.round(loop.length * REACH));
  const stray = loop.filter((pixel, at) => {
    const backdrop = medianAround(image, { loop, at, reach });
    return distanceSquared(labAt(image, pixel), backdrop) > STRAY_MIN ** 2;
  });
  const share = stray.length / Math.max(1, loop.length);
  return share > BUSY_SHARE ? undefined : share;
}

/** The pixels one step inside the border, once around. */
function borderLoop({ width, height }: LabImage): number[] {
  const [right, bottom] = [width - 2, height - 2];
  if (right < 2 || bottom < 2) return [];
  const loop: number[] = [];
  for (let x = 1; x < right; x++) loop.push(width + x);
  for (let y = 1; y < bottom; y++) loop.push(y * width + right);
  for (let x = right; x > 1; x--) loop.push(bottom * width + x);
  for (let y = bottom; y > 1; y--) loop.push(y * width + 1);
  return loop;
}

interface Spot {
  loop: readonly number[];
  at: number;
  reach: number;
}

function medianAround({ lightness, a, b }: LabImage, { loop, at, reach }: Spot): Lab {
  const step = Math.max(1, Math.floor(reach / 16));
  const values = new Float64Array(1 + Math.floor((2 * reach) / step));
  const middle = (plane: Float64Array) => {
    for (let index = 0; index < values.length; index++) {
      const pixel = loop[(at - reach + index * step + loop.length) % loop.length] ?? 0;
      values[index] = plane[pixel] ?? 0;
    }
    return quantile(values, 0.5);
  };
  return [middle(lightness), middle(a), middle(b)];
}
