export { type Artist, createArtist } from "./artist.ts";
export { readTruth, type SceneTruth, type Whereabouts } from "./scene-truth.ts";
export { type Deed, TWISTS, type Twist } from "./twist.ts";
