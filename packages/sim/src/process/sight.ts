import { seeCells as see } from "../../../core/src/learned/index.ts";
import { keyOf, Memory } from "./memory.ts";

export { CELLS_PER_SIDE, CHANNELS, INPUT_SIDE_PIXELS, poolCells } from "../../../core/src/learned/index.ts";

/** Each answer is 450 KB. */
const kept = new Memory(50);

/**
 * The learned network, loaded once per process instead of once per container: it keeps nothing between pictures. The
 * same picture is looked at once, and virtual time stands still meanwhile.
 */
export function seeCells(rgb: Uint8Array): Promise<Float32Array> {
  return kept.recall(keyOf("seeCells", rgb), () => see(rgb));
}
