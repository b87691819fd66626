import { OUTLINE_COLUMNS, OUTLINE_ROWS, type Scalar, section } from "./layout.ts";
import type { Mask } from "./mask.ts";

/** Row extents are stored in this part of the height. */
const WIDTH_UNIT = 127;

/** Fills the silhouette sections and returns the shape scalars. Everything but the frame is in units of the height. */
export function shapeFeatures(data: Uint8Array, mask: Mask): Partial<Record<Scalar, number>> {
  const height = Math.max(1, mask.bottom - mask.top);
  const center = (mask.left + mask.right) / 2;
  const cells = outlineCells(mask, { height, center });
  const bits = section(data, "outline");
  cells.forEach((covered, cell) => {
    if (covered >= 0.5) bits[cell >> 3] = (bits[cell >> 3] ?? 0) | (1 << (cell & 7));
  });
  fillRowWidths(section(data, "rowWidth"), mask, { height, center });
  let heightSum = 0;
  for (let y = mask.top; y < mask.bottom; y++) {
    for (let x = mask.left; x < mask.right; x++) {
      if (mask.isFigure[y * mask.width + x]) heightSum += mask.bottom - y - 0.5;
    }
  }
  const side = Math.max(1, mask.width, mask.height);
  return {
    areaOverHeight2: mask.pixels / height ** 2,
    aspect: (mask.right - mask.left) / height,
    centerHeight: heightSum / Math.max(1, mask.pixels) / height,
    frameHeight: (mask.bottom - mask.top) / side,
    frameBottom: mask.bottom / Math.max(1, mask.height),
    frameCenter: center / Math.max(1, mask.width),
  };
}

interface Scale {
  height: number;
  center: number;
}

/** How far each cell of the outline grid is covered, 0 to 1, sampled 2 x 2 per cell. */
function outlineCells(mask: Mask, { height, center }: Scale): Float32Array {
  const cells = new Float32Array(OUTLINE_ROWS * OUTLINE_COLUMNS);
  const cell = height / OUTLINE_ROWS;
  for (let row = 0; row < OUTLINE_ROWS * 2; row++) {
    const y = Math.min(mask.bottom - 1, Math.floor(mask.top + ((row + 0.5) / 2) * cell));
    for (let column = 0; column < OUTLINE_COLUMNS * 2; column++) {
      const x = Math.floor(center + ((column + 0.5) / 2 - OUTLINE_COLUMNS / 2) * cell);
      if (x < mask.left || x >= mask.right || !mask.isFigure[y * mask.width + x]) continue;
      const at = (row >> 1) * OUTLINE_COLUMNS + (column >> 1);
      cells[at] = (cells[at] ?? 0) + 0.25;
    }
  }
  return cells;
}

function fillRowWidths(bytes: Uint8Array, mask: Mask, { height, center }: Scale): void {
  for (let row = 0; row < OUTLINE_ROWS; row++) {
    const from = mask.top + Math.floor((row * height) / OUTLINE_ROWS);
    const to = Math.max(from + 1, mask.top + Math.floor(((row + 1) * height) / OUTLINE_ROWS));
    let [left, right, filled, rows] = [0, 0, 0, 0];
    for (let y = from; y < Math.min(to, mask.bottom); y++) {
      const extent = rowExtent(mask, y);
      if (extent === undefined) continue;
      left += center - extent.left;
      right += extent.right - center;
      filled += extent.filled;
      rows++;
    }
    const unit = WIDTH_UNIT / height / Math.max(1, rows);
    // The left edge may lie to the right of the centre and the other way round.
    bytes[row * 3] = clampByte(64 + (left * unit) / 2);
    bytes[row * 3 + 1] = clampByte(64 + (right * unit) / 2);
    bytes[row * 3 + 2] = clampByte(filled * unit);
  }
}

function rowExtent(mask: Mask, y: number): { left: number; right: number; filled: number } | undefined {
  let [left, right, filled] = [-1, -1, 0];
  for (let x = mask.left; x < mask.right; x++) {
    if (!mask.isFigure[y * mask.width + x]) continue;
    if (left < 0) left = x;
    right = x + 1;
    filled++;
  }
  return filled === 0 ? undefined : { left, right, filled };
}

function clampByte(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}
