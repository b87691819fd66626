import type { Pixels } from "../images/index.ts";
import type { Sighting } from "./subject-region.ts";

/**
 * The piece of a scene in which somebody was seen, cut out along the outline of its reference: what is transparent is
 * not the figure. Undefined where nothing of it is inside the picture. `factor`: how much larger
 * the scene is than the one it was seen in.
 */
export function regionOf(sighting: Sighting, scene: Pixels, factor = 1): Pixels | undefined {
  const { mask, box, pixels } = sighting.suspect.cutout;
  const spot = {
    left: sighting.spot.left * factor,
    top: sighting.spot.top * factor,
    width: sighting.spot.width * factor,
    height: sighting.spot.height * factor,
  };
  const left = Math.max(0, Math.floor(spot.left));
  const top = Math.max(0, Math.floor(spot.top));
  const width = Math.min(scene.width, Math.ceil(spot.left + spot.width)) - left;
  const height = Math.min(scene.height, Math.ceil(spot.top + spot.height)) - top;
  if (width < 1 || height < 1) return undefined;
  const data = new Uint8Array(width * height * 4);
  const step = box.height / spot.height;
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor(box.top + (y + top + 0.5 - spot.top) * step);
    if (row < 0 || row >= pixels.height) continue;
    for (let x = 0; x < width; x += 1) {
      const column = Math.floor(box.left + (x + left + 0.5 - spot.left) * step);
      if (column < 0 || column >= pixels.width || !mask[row * pixels.width + column]) continue;
      const from = ((y + top) * scene.width + x + left) * scene.channels;
      const to = (y * width + x) * 4;
      data[to] = scene.data[from] ?? 0;
      data[to + 1] = scene.data[from + 1] ?? 0;
      data[to + 2] = scene.data[from + 2] ?? 0;
      data[to + 3] = 255;
    }
  }
  return { data, width, height, channels: 4 };
}
