import { drawBeard } from "./beard.ts";
import { createBody, type Pose } from "./body.ts";
import { createCamera } from "./camera.ts";
import { drawTrunk } from "./clothes.ts";
import { drawExtras } from "./extras.ts";
import { drawFace } from "./face.ts";
import { drawHair } from "./hair.ts";
import { drawHat } from "./hats.ts";
import { drawHead } from "./head.ts";
import { drawArms, drawLegs } from "./limbs.ts";
import { drawMarks } from "./marks.ts";
import { drawNose } from "./muzzle.ts";
import { createCanvas } from "./paint.ts";
import { type Character, worn } from "./subject.ts";

/** A drawing in figure units with its feet at the origin, to be placed and scaled. */
export interface Sprite {
  readonly defs: string;
  readonly body: string;
  /** Half the ground it stands on, for its shadow. */
  readonly footprint: number;
  /** Its height in figure units, hat and ears included, for framing. */
  readonly height: number;
}

/** How a character is looked at; the head may be seen from elsewhere than the body, as only a mistake has it. */
export interface Portrayal {
  readonly azimuth: number;
  readonly headAzimuth?: number;
  readonly elevation: number;
  readonly pose: Pose;
  /** Keeps the names in the drawing apart from those of other figures. */
  readonly prefix: string;
}

/** Draws a character as the camera sees it. */
export function drawCharacter(
  character: Character,
  { azimuth, headAzimuth = azimuth, elevation, pose, prefix }: Portrayal,
): Sprite {
  const canvas = createCanvas(prefix);
  const body = createBody(character, pose);
  const stage = { canvas, camera: createCamera({ azimuth, elevation }), character, body, pose };
  drawLegs(stage);
  drawTrunk(stage);
  drawArms(stage);
  const head =
    headAzimuth === azimuth ? stage : { ...stage, camera: createCamera({ azimuth: headAzimuth, elevation }) };
  drawHead(head);
  drawFace(head);
  drawNose(head);
  drawBeard(head);
  drawHair(head);
  drawHat(head);
  drawExtras(stage);
  drawMarks(stage);
  return {
    ...canvas.finish(),
    footprint: 17 * character.build.girth,
    height: body.height + headroom(character) * body.headRadius,
  };
}

/** How far hats, ears and hair rise above the skull, in head radii. */
function headroom(character: Character): number {
  const hat = HAT_HEADROOM[worn(character, "head")?.kind ?? ""] ?? 0;
  return Math.max(
    0.12,
    hat,
    CREATURE_HEADROOM[character.creature] ?? 0,
    HAIR_HEADROOM[character.hair.style] ?? 0,
  );
}

const HAT_HEADROOM: Readonly<Record<string, number>> = {
  wizard: 1.6,
  chef: 1,
  top: 0.85,
  brim: 0.45,
  straw: 0.4,
  tricorn: 0.35,
  helmet: 0.65,
  horned: 0.35,
  beanie: 0.6,
  cap: 0.25,
  captain: 0.25,
  crown: 0.45,
  beret: 0.35,
  bubble: 0.45,
  hood: 0.25,
  flowercrown: 0.2,
  headphones: 0.3,
};
const CREATURE_HEADROOM: Readonly<Record<string, number>> = {
  rabbit: 1.35,
  fox: 0.85,
  wolf: 0.65,
  cat: 0.65,
  bear: 0.25,
  mouse: 0.4,
  robot: 0.7,
  dragon: 0.65,
  demon: 0.65,
  frog: 0.2,
};
const HAIR_HEADROOM: Readonly<Record<string, number>> = {
  afro: 0.75,
  mohawk: 0.65,
  spiky: 0.5,
  bun: 0.5,
  curly: 0.45,
};

/** How a prompt wants the figure to hold itself; the neutral stance with a slight smile otherwise. */
export function poseOfText(text: string, sway: number): Pose {
  const lower = text.toLowerCase();
  const has = (pattern: RegExp): boolean => pattern.test(lower);
  const both = has(/arms? raised|arms? up|cheering|celebrat|jumping/);
  const tee = has(/t-pose|arms (?:stretched|spread) out/);
  const lift = both ? 1 : tee ? 0.5 : 0;
  return {
    lift: { left: has(/waving|waves/) ? 1 : lift, right: lift },
    swing: has(/walking|striding|running/) ? 7 : sway,
    expression: EXPRESSIONS.find(([pattern]) => pattern.test(lower))?.[1] ?? "smile",
  };
}

const EXPRESSIONS: readonly (readonly [RegExp, Pose["expression"]])[] = [
  [/laugh|joyful|big smile|cheering/, "laugh"],
  [/surprised|astonished|shocked/, "surprised"],
  [/angry|furious|scowl/, "angry"],
  [/\bsad\b|crying|sorrow|worried/, "sad"],
  [/neutral expression|serious|stern|calm/, "calm"],
];
