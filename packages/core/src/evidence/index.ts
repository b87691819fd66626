export { drawEvidence, type EvidenceInput, type EvidenceView } from "./sheet.ts";
