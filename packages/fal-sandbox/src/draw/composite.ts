import sharp from "sharp";
import { promptOf, readView } from "./azimuth.ts";
import { createChance } from "./chance.ts";
import { drawCharacter, poseOfText, type Sprite } from "./figure.ts";
import { drawLocation } from "./location.ts";
import { cutOut } from "./operations.ts";
import { drawProp } from "./prop.ts";
import { composePicture, type Placement, type Size, studioBackground } from "./scene.ts";
import type { Actor, Staging } from "./stage-scene.ts";
import type { Location } from "./subject.ts";

/** What a scene is drawn with besides its staging. */
export interface SceneRequest extends Size {
  readonly input: Record<string, unknown>;
  readonly seed: number;
  readonly references: readonly Buffer[];
}

const STUDIO_TINT = "#e4e0ea";

/** The light of a place falls on whoever stands in it. */
const LIGHT: Readonly<Record<Location["time"], { color: string; opacity: number }>> = {
  morning: { color: "#ffd9a8", opacity: 0.07 },
  day: { color: "#fff7df", opacity: 0.03 },
  evening: { color: "#ff9a4a", opacity: 0.12 },
  night: { color: "#20306a", opacity: 0.2 },
};

/** A scene as one SVG document: the place behind, whoever stands lower in front, and the light of the place over all. */
export async function drawStaging(request: SceneRequest, { place, actors }: Staging): Promise<string> {
  const size = { width: request.width, height: request.height };
  const { azimuth, elevation } = readView(viewOf(request.input));
  const background = place
    ? drawLocation(place, { size, azimuth, elevation })
    : studioBackground(size, STUDIO_TINT);
  const placements = await placementsOf(request, actors);
  const light = place && LIGHT[place.time];
  const veil = light
    ? `<rect width="${size.width}" height="${size.height}" fill="${light.color}" opacity="${light.opacity}"/>`
    : "";
  return composePicture({ size, background, placements }).replace(/<\/svg>$/, `${veil}</svg>`);
}

/** Every actor where it stands, in the order given. */
export async function placementsOf(
  request: SceneRequest,
  actors: readonly Actor[],
): Promise<readonly Placement[]> {
  return Promise.all(
    actors.map(async (actor, index) => {
      const sprite = await spriteOf(request, actor, index);
      const { x, ground, tall } = actor;
      return { sprite, x, ground, scale: (tall * 100) / sprite.height };
    }),
  );
}

/** The camera of the whole picture: only what the prompt says before it speaks of single figures. */
function viewOf(input: Record<string, unknown>): Record<string, unknown> {
  const camera = /\bCamera:[^\n]*/.exec(promptOf(input))?.[0] ?? "";
  return { ...input, prompt: camera, additional_prompt: "" };
}

async function spriteOf(request: SceneRequest, actor: Actor, index: number): Promise<Sprite> {
  const { subject, text } = actor;
  const reference = request.references[actor.image - 1];
  if (actor.isPasted && reference) return pasted(reference);
  const camera = readView(viewOf(request.input));
  const view = {
    azimuth: actor.azimuth ?? camera.azimuth,
    elevation: camera.elevation,
    prefix: `g${index}-`,
  };
  if (subject.type === "prop") return drawProp(subject, view);
  // The arms never hang quite as they do in the reference.
  const sway = createChance(`sway|${request.seed}|${index}`).between("arms", [-4, 4]);
  return drawCharacter(subject, { ...view, pose: poseOfText(text, sway) });
}

/** The given picture itself, cut out, 100 units tall. */
async function pasted(reference: Buffer): Promise<Sprite> {
  const target = { width: 0, height: 0, format: "png", input: {} } as const;
  const cut = await sharp(await cutOut(reference, target))
    .trim({ threshold: 1 })
    .png()
    .toBuffer({ resolveWithObject: true });
  const wide = (cut.info.width / cut.info.height) * 100;
  const href = `data:image/png;base64,${cut.data.toString("base64")}`;
  const body = `<image x="${-wide / 2}" y="-100" width="${wide}" height="100" href="${href}"/>`;
  return { defs: "", body, footprint: wide * 0.3, height: 100 };
}
