import type { Part } from "@likeness/core/consistency";

const COLOR = /^(band|whole|mean|relative|chroma|light|unmatched|rowColor|cell|color)/;
const SHAPE = /^(area|aspect|center|mass|outline|stretch|row|cellCover|edge)/;
const STYLE =
  /^(gradient|turn|spectrum|laplace|still|structure|flat|dark|bright|peak|color|chroma|wholeChroma|meanShift|lightSpread|bandLight)/;

/** Which distances each part may look at: a part that could see everything would learn the others' work. */
const USABLE: Record<Part, RegExp[]> = {
  color: [/^(band|whole|mean|relative|chroma|unmatched|rowColor|cellColor|cellForeign)/],
  proportion: [SHAPE],
  style: [STYLE],
  parts: [COLOR, /^(mass|rowBuild|outline$|edgeRows)/],
  missing: [SHAPE, /^(unmatched|cell|band|colorCount)/],
  identity: [COLOR, SHAPE, /^(gradient|turn|peakiness|structure|lightSpread)/],
};

export function isUsable(part: Part, name: string): boolean {
  return USABLE[part].some((pattern) => pattern.test(name));
}
