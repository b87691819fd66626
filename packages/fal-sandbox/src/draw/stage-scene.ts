import { promptOf } from "./azimuth.ts";
import { createChance } from "./chance.ts";
import { type Part, readComposition } from "./composition.ts";
import type { Character, Location, Prop, Subject } from "./subject.ts";

/** Somebody or something in a scene. `x` and `ground` are shares of the picture, `tall` a share of its height. */
export interface Actor {
  readonly subject: Character | Prop;
  /** The given picture it comes from, from 1; 0 for somebody nobody asked for. */
  readonly image: number;
  readonly x: number;
  readonly ground: number;
  readonly tall: number;
  /** Undefined: seen from where the camera of the whole picture stands. */
  readonly azimuth: number | undefined;
  readonly text: string;
  /** A cut-out of the given picture itself instead of a drawing. */
  readonly isPasted?: boolean;
}

/** Who stands where, and in which place. */
export interface Staging {
  readonly place: Location | undefined;
  readonly actors: readonly Actor[];
}

const CHARACTER_TALL = 0.6;
const PROP_TALL = 0.28;
const TURN_DEGREES = [5, 12] as const;

/** The scene that a prompt with numbered pictures asks for; undefined when it numbers none that were recognised. */
export function stageScene(
  request: { readonly input: Record<string, unknown>; readonly seed: number },
  recognised: readonly (readonly Subject[])[],
): Staging | undefined {
  const parts = readComposition(promptOf(request.input));
  const place = parts
    .filter(({ role }) => role === "location")
    .flatMap(({ image }) => recognised[image - 1] ?? [])
    .find((subject): subject is Location => subject.type === "location");
  const standing = parts.filter(({ role }) => role === "character" || role === "prop");
  const actors = standing.flatMap((part, index) => {
    const subject = subjectOf(part, recognised[part.image - 1] ?? []);
    return subject ? [actorOf({ part, subject, index, count: standing.length, seed: request.seed })] : [];
  });
  return actors.length === 0 && place === undefined ? undefined : { place, actors };
}

function subjectOf({ role }: Part, subjects: readonly Subject[]): Character | Prop | undefined {
  const standing = subjects.filter((subject) => subject.type !== "location");
  return standing.find(({ type }) => type === role) ?? standing[0];
}

interface Casting {
  part: Part;
  subject: Character | Prop;
  index: number;
  count: number;
  seed: number;
}

/**
 * Nobody stands exactly where told, by the seed: a little off, a little taller or smaller, and turned a little towards
 * the middle of the picture.
 */
function actorOf({ part, subject, index, count, seed }: Casting): Actor {
  const chance = createChance(`stand|${seed}|${index}`);
  const tall = part.tall ?? (subject.type === "prop" ? PROP_TALL : CHARACTER_TALL);
  const turn = chance.between("turn", TURN_DEGREES);
  const x = part.x ?? (index + 0.5) / count;
  return {
    subject,
    image: part.image,
    x: x + chance.between("x", [-0.012, 0.012]),
    ground: (part.ground ?? 0.92) + chance.between("ground", [-0.008, 0.008]),
    tall: tall * chance.between("tall", [0.95, 1.05]),
    azimuth: part.azimuth === undefined ? undefined : (part.azimuth + (x < 0.5 ? 360 - turn : turn)) % 360,
    text: part.text,
  };
}
