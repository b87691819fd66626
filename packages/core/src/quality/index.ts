export { askedColors } from "./asked-colors.ts";
export { assessQuality } from "./assess.ts";
export { type AskedColor, type Quality, QualityRecord } from "./record.ts";
