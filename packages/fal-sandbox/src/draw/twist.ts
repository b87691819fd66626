import { createChance } from "./chance.ts";
import { characterFromText } from "./character.ts";
import { toLab } from "./color.ts";
import type { Actor, Staging } from "./stage-scene.ts";
import type { Character, Garment } from "./subject.ts";

/** Ways in which models get a cast wrong. */
export const TWISTS = ["swap", "drop", "extra", "bleed", "merge", "copy"] as const;
/** One of them. */
export type Twist = (typeof TWISTS)[number];

/** What was done to a scene, by the pictures' numbers; `part` is the garment whose colour moved. */
export interface Deed {
  readonly twist: Twist;
  readonly images: readonly number[];
  readonly part?: Garment["part"];
}

type Cast = Actor & { subject: Character };

/** A colour must differ by this much (L*a*b*) for anybody to see that it moved. */
const VISIBLE_GAP = 30;

/** The scene as a model would get it wrong; the scene itself, with no deed, where there is nobody to get wrong. */
export function twistScene(
  staging: Staging,
  { twist, seed }: { twist: Twist; seed: number },
): { staging: Staging; deed: Deed | undefined } {
  const chance = createChance(`twist|${twist}|${seed}`);
  const cast = staging.actors.filter((actor): actor is Cast => actor.subject.type === "character");
  const first = cast[Math.floor(chance.unit("first") * cast.length)];
  if (first === undefined) return { staging, deed: undefined };
  const others = cast.filter((actor) => actor !== first);
  const other = others[Math.floor(chance.unit("other") * others.length)];
  const made = TWISTERS[twist]({ cast, first, other, seed });
  if (made === undefined) return { staging, deed: undefined };
  const actors = staging.actors.flatMap((actor) => made.changes.get(actor) ?? [actor]);
  return { staging: { ...staging, actors: [...actors, ...(made.added ?? [])] }, deed: made.deed };
}

interface Wrong {
  changes: Map<Actor, readonly Actor[]>;
  added?: readonly Actor[];
  deed: Deed;
}

interface Scene {
  cast: readonly Cast[];
  first: Cast;
  other: Cast | undefined;
  seed: number;
}

const TWISTERS: Readonly<Record<Twist, (scene: Scene) => Wrong | undefined>> = {
  swap: ({ first, other }) => {
    if (!other) return undefined;
    const takes = (place: Cast, who: Cast): Actor => ({ ...place, subject: who.subject, image: who.image });
    const changes = new Map([
      [first as Actor, [takes(first, other)]],
      [other as Actor, [takes(other, first)]],
    ]);
    return { changes, deed: { twist: "swap", images: [first.image, other.image] } };
  },
  drop: ({ first }) => ({
    changes: new Map([[first as Actor, []]]),
    deed: { twist: "drop", images: [first.image] },
  }),
  extra: ({ cast, seed }) => ({
    changes: new Map(),
    added: [strangerBeside(cast, seed)],
    deed: { twist: "extra", images: [] },
  }),
  bleed: ({ first, other }) => {
    const part = other && movingPart(first.subject, other.subject);
    if (!other || !part) return undefined;
    const colors = other.subject.garments.find((garment) => garment.part === part);
    const garments = first.subject.garments.map((garment) =>
      garment.part === part && colors ? { ...garment, color: colors.color } : garment,
    );
    const changes = new Map([[first as Actor, [{ ...first, subject: { ...first.subject, garments } }]]]);
    return { changes, deed: { twist: "bleed", images: [first.image, other.image], part } };
  },
  merge: ({ first, other }) => {
    if (!other) return undefined;
    const { garments, marks, emblem } = other.subject;
    const subject = { ...first.subject, garments, marks, emblem };
    const changes = new Map([
      [first as Actor, [{ ...first, subject, x: (first.x + other.x) / 2 }]],
      [other as Actor, []],
    ]);
    return { changes, deed: { twist: "merge", images: [first.image, other.image] } };
  },
  copy: ({ first }) => ({
    changes: new Map([[first as Actor, [{ ...first, isPasted: true }]]]),
    deed: { twist: "copy", images: [first.image] },
  }),
};

/** The largest garment that both wear in visibly different colours and that nothing hides on either. */
function movingPart(one: Character, other: Character): Garment["part"] | undefined {
  return (["over", "top", "bottom"] as const).find((part) => {
    const [mine, theirs] = [one, other].map(({ garments }) => garments.find((each) => each.part === part));
    return (
      mine &&
      theirs &&
      !isHidden(one, part) &&
      !isHidden(other, part) &&
      gap(mine.color, theirs.color) >= VISIBLE_GAP
    );
  });
}

const LONG_TOPS = /dress|robe|gown|tunic|kimono/;

function isHidden({ garments }: Character, part: Garment["part"]): boolean {
  if (part === "over") return false;
  if (garments.some((garment) => garment.part === "over")) return true;
  return part === "bottom" && garments.some(({ kind }) => LONG_TOPS.test(kind));
}

function gap(one: string, other: string): number {
  const [a, b] = [one, other].map((hex) => {
    const value = Number.parseInt(hex.slice(1), 16);
    return toLab([(value >> 16) & 255, (value >> 8) & 255, value & 255]);
  });
  return a && b ? Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) : 0;
}

const STRANGERS = [
  "a tall baker in a white apron over a pink shirt",
  "a stout sailor in a navy sweater with a red cap",
  "an old wizard in a purple robe",
  "a young woman in a yellow raincoat and green boots",
  "a fox in an orange vest",
  "a robot with a teal body",
  "a bear in a checked blue shirt",
];

/** Somebody new in the widest free room of the picture. */
function strangerBeside(cast: readonly Cast[], seed: number): Actor {
  const chance = createChance(`stranger|${seed}`);
  const description = chance.pick("who", STRANGERS);
  const tall = cast.reduce((sum, actor) => sum + actor.tall, 0) / Math.max(1, cast.length);
  return {
    subject: characterFromText({ description, wholeText: description, seed }),
    image: 0,
    x: widestGap(cast.map(({ x }) => x)),
    ground: 0.9,
    tall: Math.min(0.7, Math.max(0.3, tall)) * chance.between("tall", [0.9, 1.05]),
    azimuth: undefined,
    text: "",
  };
}

function widestGap(taken: readonly number[]): number {
  const edges = [0, ...taken.toSorted((a, b) => a - b), 1];
  let best = { room: -1, x: 0.5 };
  for (let index = 1; index < edges.length; index += 1) {
    const [left = 0, right = 1] = [edges[index - 1], edges[index]];
    const atEdge = index === 1 || index === edges.length - 1;
    const room = (right - left) * (atEdge ? 1.35 : 1);
    const x =
      index === 1 ? right * 0.42 : index === edges.length - 1 ? left + (1 - left) * 0.58 : (left + right) / 2;
    if (room > best.room) best = { room, x };
  }
  return best.x;
}
