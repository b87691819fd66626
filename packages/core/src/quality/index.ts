export { assessQuality, type Quality, type QualityPart, QualityRecord } from "./assess.ts";
