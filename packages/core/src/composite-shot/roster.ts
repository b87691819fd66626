import { type FieldProblem, inputError } from "../errors.ts";
import { VisualSpecifications } from "../master-reference/index.ts";
import * as Media from "../media/index.ts";
import * as Specification from "../specification/index.ts";
import * as Subject from "../subject/index.ts";
import type { Facing, StartInput } from "./input.ts";
import { type Place, placesOf } from "./layout.ts";
import { type Look, lookOf } from "./view.ts";

export type Role = "character" | "prop" | "location" | "style";

/** One reference of a scene: what was asked, the picture that stands for it, and what it is known to look like. */
export interface Entry {
  /** Unique within the scene: the reference's id, with `#2` when it is used a second time. */
  key: string;
  role: Role;
  /** The field of the request that names it. */
  field: string;
  /** As the caller named it. */
  referenceId: string;
  /** The picture to give to the model: the reference itself, or the profile's view that suits the camera. */
  media: Media.Info;
  name: string;
  specifications: VisualSpecifications;
  pose?: string;
  /** Where it stands and which side of it is seen; characters and props only. */
  place?: Place;
  /** The azimuth at which the camera sees it. */
  azimuthDegrees: number;
}

interface Asked {
  role: Role;
  field: string;
  referenceId: string;
  pose?: string | undefined;
  facing?: Facing;
  place?: Place;
}

/** `at` (ISO 8601): pictures made later do not count, so that every step of a job sees the same references. */
export interface Moment {
  projectId: string;
  at: string;
}

/**
 * Every reference of a request, loaded and checked: each must be a picture of this project and of a subject of the
 * right type. Throws `composite.references` with one problem per field; nothing was spent then.
 */
export async function rosterOf({ projectId, at }: Moment, input: StartInput): Promise<Entry[]> {
  const asked = askedOf(input);
  const ids = [...new Set(asked.map(({ referenceId }) => referenceId))];
  const pictures = new Map((await Media.fromIds(projectId, ids)).map((media) => [media.mediaId, media]));
  const subjects = await subjectsOf(projectId, [...pictures.values()]);
  const problems = asked.flatMap((each) => problemOf(each, { pictures, subjects }));
  if (problems.length > 0) throw inputError("composite.references", problems);
  const seen = new Map<string, number>();
  return Promise.all(
    asked.flatMap((each) => {
      const media = pictures.get(each.referenceId);
      if (!media) return [];
      const count = (seen.get(each.referenceId) ?? 0) + 1;
      seen.set(each.referenceId, count);
      const key = count === 1 ? each.referenceId : `${each.referenceId}#${count}`;
      return [entryOf({ each, key, at, input, media, subject: subjects.get(media.subjectId ?? "") })];
    }),
  );
}

function askedOf(input: StartInput): Asked[] {
  const { characters, props, location, style } = input.references;
  const places = placesOf(input);
  return [
    ...characters.map(({ referenceId, pose, facing }, index) => ({
      ...{
        role: "character" as const,
        field: `references.characters.${index}.referenceId`,
        referenceId,
        pose,
        facing,
      },
      ...(places.characters[index] && { place: places.characters[index] }),
    })),
    ...props.map(({ referenceId }, index) => ({
      ...{ role: "prop" as const, field: `references.props.${index}`, referenceId },
      ...(places.props[index] && { place: places.props[index] }),
    })),
    ...(location ? [{ role: "location" as const, field: "references.location", referenceId: location }] : []),
    ...(style ? [{ role: "style" as const, field: "references.style", referenceId: style }] : []),
  ];
}

async function subjectsOf(projectId: string, pictures: Media.Info[]): Promise<Map<string, Subject.Info>> {
  const ids = [...new Set(pictures.flatMap(({ subjectId }) => (subjectId ? [subjectId] : [])))];
  const found = await Promise.all(ids.map((id) => Subject.fromId(projectId, id)));
  return new Map(found.map((subject) => [subject.subjectId, subject]));
}

interface Known {
  pictures: Map<string, Media.Info>;
  subjects: Map<string, Subject.Info>;
}

function problemOf({ role, field, referenceId }: Asked, { pictures, subjects }: Known): FieldProblem[] {
  const media = pictures.get(referenceId);
  if (!media) return [{ field, message: `no image ${referenceId} in this project` }];
  if (role === "style") return [];
  const type = subjects.get(media.subjectId ?? "")?.type;
  const isReference = media.imageType === "master-reference" || media.imageType === "profile-360";
  if (!isReference || !type) {
    const message = `is a ${media.imageType} image; a master reference or a profile angle of a ${role} is needed`;
    return [{ field, message }];
  }
  return type === role ? [] : [{ field, message: `shows a ${type}; a ${role} is needed` }];
}

interface Making {
  each: Asked;
  key: string;
  at: string;
  input: StartInput;
  media: Media.Info;
  subject: Subject.Info | undefined;
}

async function entryOf({ each, key, at, input, media, subject }: Making): Promise<Entry> {
  const { role, field, referenceId, pose, place } = each;
  const look: Look = await lookOf({ role, media, facing: each.facing ?? "camera", input, at });
  const lock = subject && (await Specification.editedBy(subject.projectId, subject.subjectId, at));
  return {
    ...{ key, role, field, referenceId, media: look.media, azimuthDegrees: look.azimuthDegrees },
    name: subject?.name ?? role,
    specifications: locked(specificationsOf(look.master), lock?.look),
    ...(pose !== undefined && { pose }),
    ...(place && { place }),
  };
}

function specificationsOf({ specifications }: Media.Info): VisualSpecifications {
  const parsed = VisualSpecifications.safeParse(specifications ?? {});
  return parsed.success ? parsed.data : {};
}

/** What a person locked takes the place of what was read from the picture. */
function locked(read: VisualSpecifications, look: Specification.Look | undefined): VisualSpecifications {
  if (!look) return read;
  const colors = new Map(look.parts.map(({ part, hex }) => [part.toLowerCase(), hex]));
  const body = { eyeColor: colors.get("eyes"), hairColor: colors.get("hair"), skinTone: colors.get("skin") };
  const known = Object.fromEntries(Object.entries(body).filter(([, hex]) => hex !== undefined));
  const items = (read.costume?.items ?? []).map((item) => ({
    ...item,
    color: colors.get(item.part.toLowerCase()) ?? item.color,
  }));
  const named = new Set(["eyes", "hair", "skin", ...items.map(({ part }) => part.toLowerCase())]);
  const added = look.parts
    .filter(({ part }) => !named.has(part.toLowerCase()))
    .map(({ part, hex }) => ({ part, description: part, color: hex }));
  const marks = look.marks.map(({ description, side, hex }) => ({ description, side, color: hex }));
  const description = read.costume?.description ?? look.costumes[0]?.description ?? "";
  return { ...read, ...known, costume: { description, items: [...items, ...added], marks } };
}
