import type { Part } from "@likeness/core/consistency";

const SHAPE = /^(area|aspect|center|mass|outline|stretch|row|cellCover|edge)/;
const STYLE =
  /^(gradient|turn|spectrum|laplace|structure|flatCoarse|dark|bright|peak|color|chroma|wholeChroma|meanShift|lightSpread|bandLight)/;

/** Which distances each part may look at: a part that could see everything would learn the others' work. */
const USABLE: Record<Part, RegExp[]> = {
  color: [/^(band|whole|mean|relative|chroma|unmatched|rowColor|cellColor|cellForeign|patch)/],
  proportion: [SHAPE],
  style: [STYLE],
  parts: [
    /^(unmatched|bandHue|bandChromaMost|wholeChroma|chroma|relative|meanShift|colorCount|patch)/,
    /^(cell|area|center|mass|outlineOneSided|outlinePatch|rowFilled|rowMost|rowTint|stretchHead)/,
  ],
  missing: [
    /^(area|center|mass|outline$|outlineOneSided|outlinePatch|rowFilled|rowMost|rowTint|stretchHead)/,
    /^(cellCover|cellPatch|unmatched|patch)/,
  ],
  identity: [
    /^(bandChroma|bandHue|wholeChroma|unmatched|rowColor|rowBuild|mass|centerHeight|edge|meanShift)/,
    /^(chroma|colorCount|turn|cell|patch|seen)/,
    SHAPE,
  ],
};

export function isUsable(part: Part, name: string): boolean {
  return USABLE[part].some((pattern) => pattern.test(name));
}
