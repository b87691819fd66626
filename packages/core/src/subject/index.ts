export { Camera, Environment, Lighting } from "./design.ts";
export {
  CreateInput,
  type Drawable as Info,
  description,
  Info as View,
  SUBJECT_KINDS,
  SUBJECT_TYPES,
  SubjectKind,
  SubjectType,
  style,
  UpdateInput,
} from "./info.ts";
export { factOf, listPending, relate, settle } from "./outbox.ts";
export { type EnvironmentDesign, environmentDesign, type LightingDesign, lightingDesign } from "./queries.ts";
export { find, fromId, fromIds, type ListFilter, list, oldestFirst, row } from "./read.ts";
export type { Row } from "./record.ts";
export { remove } from "./remove.ts";
export { addVersion, create, makeCurrent, update } from "./write.ts";
