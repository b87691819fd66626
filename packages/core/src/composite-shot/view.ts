import { COMPOSITE, LIST } from "../limits.ts";
import * as Media from "../media/index.ts";
import { angleDistance } from "../profile-360/index.ts";
import { FACINGS, type Facing, type StartInput } from "./input.ts";
import type { Role } from "./roster.ts";

/** The picture that stands for a reference in a scene, the master it belongs to, and the side that is seen. */
export interface Look {
  media: Media.Info;
  master: Media.Info;
  azimuthDegrees: number;
}

interface Question {
  role: Role;
  media: Media.Info;
  facing: Facing;
  input: Pick<StartInput, "cameraAngle">;
  /** Views made later do not count. */
  at: string;
}

/**
 * For a master reference of a character or prop the profile's view nearest to the asked camera and facing, when there
 * is one and it is nearer than the master itself; a profile angle named by the caller is taken as it is.
 */
export async function lookOf({ role, media, facing, input, at }: Question): Promise<Look> {
  const azimuthDegrees = (FACINGS[facing] + (input.cameraAngle?.azimuthDegrees ?? 0)) % 360;
  if (media.imageType === "profile-360") return { media, master: await masterOf(media), azimuthDegrees };
  const isTurnable = (role === "character" || role === "prop") && media.subjectId !== undefined;
  if (!isTurnable || azimuthDegrees === 0) return { media, master: media, azimuthDegrees };
  const views = (await viewsOf(media)).filter(({ createdAt }) => createdAt <= at);
  return { media: nearestView(azimuthDegrees, { master: media, views }), master: media, azimuthDegrees };
}

/** The view nearest to an azimuth; the master, which shows 0 degrees, unless a view is nearer by some degrees. */
export function nearestView<V extends { angle?: number | undefined }>(
  azimuthDegrees: number,
  { master, views }: { master: V; views: V[] },
): V {
  const away = (view: V) => angleDistance(azimuthDegrees, view.angle ?? 0);
  const [best] = [...views].sort((a, b) => away(a) - away(b));
  return best && away(best) + COMPOSITE.viewGainMinDegrees <= away(master) ? best : master;
}

/** Kept angles of this very master, newest first. */
async function viewsOf({ projectId, subjectId, mediaId }: Media.Info): Promise<Media.Info[]> {
  const found = await Media.list(projectId, { subjectId, imageType: "profile-360", limit: LIST.limitMax });
  return found.images.filter(({ state, references }) => state === "kept" && references[0] === mediaId);
}

async function masterOf(view: Media.Info): Promise<Media.Info> {
  const [masterId] = view.references;
  return (masterId && (await Media.find(view.projectId, masterId))) || view;
}
