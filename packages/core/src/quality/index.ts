export { askedColors } from "./asked-colors.ts";
export { assessQuality, SCENE_PARTS } from "./assess.ts";
export { type AskedColor, type Quality, QualityRecord } from "./record.ts";
