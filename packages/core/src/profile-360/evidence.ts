import { createHash } from "node:crypto";
import { drawEvidence, type EvidenceInput, type EvidenceView } from "../evidence/index.ts";
import { featuresOf } from "../features/index.ts";
import { VERIFY } from "../limits.ts";
import { log } from "../log.ts";
import type * as Media from "../media/index.ts";
import { cdnUrl, getObject, putImmutable, reportKey } from "../storage/index.ts";
import { guideFor, type SetReport, weakest } from "../verification/index.ts";
import type { Standing } from "./standing.ts";

interface Place {
  projectId: string;
  subjectId: string;
  collectionId: string;
}

/**
 * The report as a picture and as data, kept beside the turnaround. Evidence that cannot be drawn or stored costs the
 * profile nothing but the evidence: undefined.
 */
export async function keepEvidence(place: Place, standing: Standing): Promise<SetReport["evidence"]> {
  try {
    const sheet = await sheetOf(standing);
    const data = Buffer.from(JSON.stringify(standing.report, null, 2));
    const [imageUrl, dataUrl] = await Promise.all([
      put(place, { name: "evidence", ending: "png", bytes: sheet, contentType: "image/png" }),
      put(place, { name: "report", ending: "json", bytes: data, contentType: "application/json" }),
    ]);
    return { imageUrl, dataUrl };
  } catch (error) {
    log().warn("no evidence was kept", { collectionId: place.collectionId, error: error as Error });
    return undefined;
  }
}

async function sheetOf({ report, chosen, master }: Standing) {
  const views = await Promise.all(
    report.views.flatMap((view) => {
      const media = chosen.get(view.angle);
      return media ? [evidenceOf(view, media)] : [];
    }),
  );
  const score = report.overallScore === null ? "not measured" : `overall ${report.overallScore.toFixed(2)}`;
  const passing = report.views.filter(({ passed }) => passed).length;
  return drawEvidence({
    title: `Likeness: ${score}`,
    subtitle: `${passing} of ${report.views.length} views reach ${report.threshold} · ${report.method} ${report.version}`,
    views: views.sort((one, other) => one.angle - other.angle),
    master: master.measures.palette,
    worst: await worstOf(master, { report, chosen }),
  });
}

/** The weakest view beside the one that would guide its repair, or else beside the master. */
async function worstOf(
  master: Media.Info,
  { report, chosen }: Pick<Standing, "report" | "chosen">,
): Promise<EvidenceInput["worst"]> {
  const { worst, views } = report;
  const media = worst && chosen.get(worst.angle);
  if (!media) return undefined;
  const guide = guideFor(worst.angle, views)?.angle;
  const [picture, beside] = await Promise.all([
    thumbnail(media, "wide"),
    thumbnail(chosen.get(guide ?? Number.NaN) ?? master, "wide"),
  ]);
  return { angle: worst.angle, reason: worst.reason, picture, beside: { angle: guide, picture: beside } };
}

async function evidenceOf(view: SetReport["views"][number], media: Media.Info): Promise<EvidenceView> {
  const [picture, features] = await Promise.all([thumbnail(media, "narrow"), featuresOf(media)]);
  const { angle, overall, passed } = view;
  return {
    angle,
    overall,
    passed,
    remark: remarkOf(view),
    picture,
    features,
    palette: media.measures.palette,
  };
}

/** The weakest dimension, or what else is wrong. */
function remarkOf(view: SetReport["views"][number]): string {
  const { unmeasuredReason, threshold, angleVerdict } = { ...view, threshold: VERIFY.threshold };
  if (unmeasuredReason) return "";
  const name = weakest(view);
  const score = view[name];
  if (score !== null && score < threshold) return `${name} ${score.toFixed(2)}`;
  return view.reasons.some((reason) => reason.startsWith("proportion"))
    ? "proportion"
    : angleVerdict.verdict.replaceAll("-", " ");
}

async function thumbnail({ thumbnails, key }: Media.Info, which: "narrow" | "wide"): Promise<Buffer> {
  return (await getObject(thumbnails.at(which === "narrow" ? 0 : -1)?.key ?? key)).bytes;
}

interface File {
  name: string;
  ending: string;
  bytes: Buffer;
  contentType: string;
}

/** Named by its content: a second run that sees more pictures never meets another file under the same key. */
async function put(place: Place, { name, ending, bytes, contentType }: File): Promise<string> {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const key = reportKey(place, `${name}-${sha256.slice(0, 12)}.${ending}`);
  await putImmutable({ key, bytes, sha256, contentType });
  return cdnUrl(key);
}
