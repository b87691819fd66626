import { CAST_CHECK, type CastAnswer, checkCast } from "../cast-check/index.ts";
import { decodeSmall } from "../images/index.ts";
import type * as Media from "../media/index.ts";
import { getObject } from "../storage/index.ts";
import type { CastReport } from "./report.ts";
import type { Entry } from "./roster.ts";

/** Who is who in a stored picture: its pixels and those of the references, and nothing else. */
export async function lookForCast(media: Media.Info, entries: Entry[]): Promise<CastReport> {
  const standing = entries.flatMap((entry) => (entry.place ? [{ ...entry, place: entry.place }] : []));
  const location = entries.find(({ role }) => role === "location");
  const { sceneHeight, referenceHeight } = CAST_CHECK;
  const [scene, place, ...pictures] = await Promise.all([
    pixelsOf(media, sceneHeight),
    location && pixelsOf(location.media, sceneHeight / 2),
    ...standing.map((entry) => pixelsOf(entry.media, referenceHeight)),
  ]);
  const cast = standing.flatMap(({ key, role, place: asked }, index) => {
    const picture = pictures[index];
    return picture ? [{ key, isCharacter: role === "character", picture, asked }] : [];
  });
  return reportOf(checkCast({ scene, cast, place }));
}

async function pixelsOf({ key }: Media.Info, height: number) {
  return decodeSmall((await getObject(key)).bytes, height);
}

function reportOf({ findings, extras }: CastAnswer): CastReport {
  return {
    figures: findings.map(({ likeness, isCharacter, isCopy, verdict, ...finding }) => ({
      ...finding,
      verdict,
      isCopy,
      isProp: !isCharacter,
      score: likeness,
    })),
    extras: extras ?? null,
    ...(!extras && { reason: "the ground is neither plain nor known, so nobody else can be told from it" }),
  };
}
