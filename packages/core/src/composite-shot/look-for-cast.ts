import { CAST_CHECK, type CastAnswer, checkCast } from "../cast-check/index.ts";
import { compare, extract, type Score } from "../consistency/index.ts";
import { featuresOf } from "../features/index.ts";
import { decodeSmall, type Pixels, rawPicture, shrink } from "../images/index.ts";
import { COMPOSITE } from "../limits.ts";
import type * as Media from "../media/index.ts";
import { roundedScore } from "../score.ts";
import { getObject } from "../storage/index.ts";
import type { CastReport, Figure } from "./report.ts";
import type { Entry } from "./roster.ts";

/** Who is who in a stored picture: its pixels and those of the references, and nothing else. */
export async function lookForCast(media: Media.Info, entries: Entry[]): Promise<CastReport> {
  const standing = entries.flatMap((entry) => (entry.place ? [{ ...entry, place: entry.place }] : []));
  const location = entries.find(({ role }) => role === "location");
  const { sceneHeight, referenceHeight } = CAST_CHECK;
  const [large, place, ...pictures] = await Promise.all([
    pixelsOf(media, COMPOSITE.regionSceneMaxPixels),
    location && pixelsOf(location.media, sceneHeight / 2),
    ...standing.map((entry) => pixelsOf(entry.media, referenceHeight)),
  ]);
  const cast = standing.flatMap(({ key, role, place: asked }, index) => {
    const picture = pictures[index];
    return picture ? [{ key, isCharacter: role === "character", picture, asked }] : [];
  });
  const scene = await shrink(large, { width: large.width, height: sceneHeight, fit: "inside" });
  const answer = checkCast({ scene, large, cast, place });
  const scored = await Promise.all(
    answer.findings.map(async (finding) => {
      const entry = standing.find(({ key }) => key === finding.key);
      return { ...finding, consistency: await consistencyOf(finding.region, entry?.media) };
    }),
  );
  return reportOf({ ...answer, findings: scored });
}

/**
 * The matched region against the kept features of its reference. Its style is the scene's and its outline the
 * reference's own, so only colors and features say something.
 */
async function consistencyOf(region: Pixels | null, reference: Media.Info | undefined) {
  if (!region || !reference) return null;
  const seen = await extract(await rawPicture(region), { looksClosely: false });
  const { color, features } = compare(await featuresOf(reference), seen);
  return { color: numberOf(color), features: numberOf(features) };
}

function numberOf(score: Score): number | null {
  return score.status === "measured" ? roundedScore(score.score) : null;
}

async function pixelsOf({ key }: Media.Info, height: number) {
  return decodeSmall((await getObject(key)).bytes, height);
}

type Scored = Omit<CastAnswer, "findings"> & {
  findings: Array<CastAnswer["findings"][number] & Pick<Figure, "consistency">>;
};

function reportOf({ findings, extras }: Scored): CastReport {
  return {
    figures: findings.map(({ likeness, isCharacter, isCopy, verdict, region: _region, ...finding }) => ({
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
