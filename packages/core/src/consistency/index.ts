export { type AngleFinding, type AngleVerdict, checkAngles } from "./angle-check.ts";
export { isSameView } from "./angle-turns.ts";
export {
  CHECK_TYPES,
  type CheckType,
  type Comparison,
  comparer,
  DIMENSIONS,
  type Dimension,
  gapOf,
  type PairAngles,
  passed,
  type Score,
  type UnmeasuredReason,
} from "./compare.ts";
export { pairDistances } from "./distances.ts";
export { embeddingOf, extract } from "./extract.ts";
export {
  type Background,
  decodeFeatures,
  encodeFeatures,
  FEATURES_VERSION,
  type Features,
  FeaturesOutdated,
} from "./features.ts";
export { softMinimum } from "./fusion.ts";
export { compare, shippedWeights } from "./judge.ts";
export { type Outline, outlineOf } from "./outline.ts";
export { Scenes, shippedScenes } from "./scenes.ts";
export {
  margins,
  type SetScores,
  scoreSet,
  setScore,
  setScorer,
  standOut,
  type ViewScore,
} from "./set-scores.ts";
export { extremes, type SetScale, standings } from "./set-standing.ts";
export { type SetOptions, type Suspicions, setVectors } from "./set-vectors.ts";
export {
  GAPS,
  type Gap,
  JOINTS,
  type Joint,
  type Line,
  PARTS,
  type Part,
  pieces,
  SET_KNOTS,
  type SetWeights,
  Weights,
  World,
} from "./weights.ts";
export { encodeSpread, learnSpread, type Spread, Whitening } from "./whiten.ts";
