import * as Cleanup from "../cleanup/index.ts";
import { findModel } from "../fal/index.ts";
import * as Generation from "../generation/index.ts";
import { derivedId } from "../ids.ts";
import * as Job from "../job/index.ts";
import * as Lineage from "../lineage/index.ts";
import { SCENE_PARTS } from "../quality/index.ts";
import { publicSeed } from "../seed/index.ts";
import { contradictions, type Warning } from "./contradictions.ts";
import { bestOf, type Take, takesOf } from "./judge.ts";
import { layersOf } from "./layers.ts";
import { lineupFor } from "./lineup.ts";
import { sceneOf } from "./plan.ts";
import { type Figure, faultsOf, isWrong, meanScore } from "./report.ts";
import type { Entry } from "./roster.ts";
import { wordsOf } from "./verdict-words.ts";

const NOT_MEASURED = "not-measured";

/** State SaveComposite: the best try becomes the result, the others are put aside, the job ends. Idempotent. */
export async function save({ jobId }: { jobId: string }) {
  const job = await Job.fromId(jobId);
  const scene = await sceneOf(job);
  const takes = await takesOf(job, scene.rows);
  const best = bestOf(takes);
  if (!best) throw new Error(`${jobId} has no picture left to save`);
  await Promise.all(takes.filter((take) => take !== best).map(({ media }) => Cleanup.putAside(media)));
  await keepReport(best, scene.entries);
  const result = resultOf(best, { ...scene, takes });
  await Job.end(jobId, { state: "succeeded", result, costMicroUsd: Generation.spentMicroUsd(scene.rows) });
  return { jobId, mediaId: best.media.mediaId };
}

/** What the cast check said, as a node of the graph: the scene, verified against each character's picture. */
async function keepReport({ media, report }: Take, entries: Entry[]): Promise<void> {
  const againstIds = entries.filter(({ role }) => role === "character").map((entry) => entry.media.mediaId);
  if (!report || againstIds.length === 0) return;
  const { projectId, mediaId, createdAt } = media;
  const overallScore = meanScore(report);
  await Lineage.keepReport({
    ...{ projectId, reportId: derivedId("report", mediaId, "cast") },
    ...{ aboutId: mediaId, againstIds, createdAt, overallScore, method: null, threshold: null },
    passed: overallScore !== null && faultsOf(report) === 0,
  });
}

interface Known {
  input: Awaited<ReturnType<typeof sceneOf>>["input"];
  entries: Entry[];
  sketchId: string | undefined;
  takes: Take[];
}

function resultOf(best: Take, { input, entries, sketchId, takes }: Known) {
  const { media, row, report } = best;
  const { mediaId, url, width, height } = media;
  const { dropped } = lineupFor(findModel(row.request.model), entries, sketchId ? 1 : 0);
  const score = report ? meanScore(report) : null;
  return {
    ...{ mediaId, url, width, height, model: row.request.model, seed: publicSeed(media.seed) },
    layers: layersOf(entries, { report, dropped }),
    compositePrompt: row.request.prompt,
    consistencyScores: scoresOf(entries, report?.figures ?? []),
    qualityScore: media.quality.score,
    quality: qualityOf(media),
    cast: {
      status: report?.figures.some(({ verdict, isProp }) => !isProp && verdict !== "unmeasured")
        ? "measured"
        : NOT_MEASURED,
      figures: (report?.figures ?? [])
        .filter(({ isProp }) => !isProp)
        .map((figure) => viewOf(figure, entries)),
      extras: report?.extras ?? null,
      ...(report?.reason !== undefined && { reason: report.reason }),
      overallScore: score,
    },
    warnings: warningsOf(best, { input, entries, dropped }),
    droppedReferences: dropped.map(({ referenceId, role, name }) => ({ referenceId, role, name })),
    attempts: takes.map((take) => attemptOf(take, take === best)),
  };
}

/** A scene has no backdrop and no whole figure, so only the other parts say something about it. */
function qualityOf({ quality }: Take["media"]) {
  if (quality.score === null) return { status: NOT_MEASURED };
  const { score, parts, faults } = quality;
  return { score, parts: Object.fromEntries(SCENE_PARTS.map((part) => [part, parts[part]])), faults };
}

function viewOf(figure: Figure, entries: Entry[]) {
  const entry = entries.find(({ key }) => key === figure.key);
  const others = figure.others.map((key) => entries.find((each) => each.key === key)?.referenceId ?? key);
  const { key, ...rest } = figure;
  const named = { key, referenceId: entry?.referenceId ?? key, name: entry?.name ?? key };
  return { ...named, ...rest, others, words: wordsOf(figure, entries) };
}

/** By the reference's id, the weaker of both dimensions; null where nothing was measured. */
function scoresOf(entries: Entry[], figures: Figure[]): Record<string, number | null> {
  const scores = new Map(figures.map((figure) => [figure.key, consistencyScore(figure)]));
  return Object.fromEntries(entries.filter(isStanding).map(({ key }) => [key, scores.get(key) ?? null]));
}

function consistencyScore({ consistency }: Figure): number | null {
  const { color = null, features = null } = consistency ?? {};
  return color === null || features === null ? null : Math.min(color, features);
}

function isStanding({ role }: Entry): boolean {
  return role === "character" || role === "prop";
}

function warningsOf(
  { media, report }: Take,
  { input, entries, dropped }: { input: Known["input"]; entries: Entry[]; dropped: Entry[] },
): Warning[] {
  const { width, height } = input.resolution;
  const isOtherSize = media.width !== width || media.height !== height;
  const faults = (report?.figures ?? []).filter(isWrong);
  return [
    ...contradictions(input.description, entries),
    ...dropped.map(({ field, name }) => ({
      code: "composite.dropped",
      field,
      message: `${name} was not given to the model: it takes fewer pictures`,
    })),
    ...(isOtherSize
      ? [
          {
            code: "composite.size",
            field: "resolution",
            message: `the model made ${media.width}x${media.height} pixels`,
          },
        ]
      : []),
    ...faults.map((figure) => {
      const entry = entries.find(({ key }) => key === figure.key);
      return {
        code: `composite.${figure.verdict}`,
        field: entry?.field ?? "references",
        message: `${entry?.name ?? figure.key}: ${wordsOf(figure, entries)}`,
      };
    }),
    ...(report?.extras ?? []).map(() => ({
      code: "composite.extra",
      field: "references.characters",
      message: "somebody is in the picture whom nobody asked for",
    })),
  ];
}

/** Every try stays visible, the winner marked. */
function attemptOf({ media, row, report }: Take, isBest: boolean) {
  const { mediaId, url } = media;
  const faults = report ? faultsOf(report) : null;
  return {
    mediaId,
    url,
    round: row.round,
    model: row.request.model,
    seed: publicSeed(media.seed),
    faults,
    isBest,
  };
}
