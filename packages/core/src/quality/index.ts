export { askedColors } from "./asked-colors.ts";
export { assessQuality } from "./assess.ts";
export { AskedColor, type Quality, QualityRecord } from "./record.ts";
