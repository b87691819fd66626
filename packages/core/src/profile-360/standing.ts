import { isSameView } from "../consistency/index.ts";
import { featuresOf } from "../features/index.ts";
import * as Generation from "../generation/index.ts";
import type * as Job from "../job/index.ts";
import * as Media from "../media/index.ts";
import * as Subject from "../subject/index.ts";
import {
  chooseBest,
  type JudgedView,
  reportOn,
  type SetReport,
  type ViewReport,
} from "../verification/index.ts";
import { type AngleState, angleStates, type IsTwin, looksSame } from "./angle-states.ts";
import { StartInput } from "./start.ts";

/** Where a profile stands after a round: what is there, the best of each angle, and what the report says of it. */
export interface Standing {
  rows: Generation.Row[];
  states: AngleState[];
  /** The best picture of each angle that has one. */
  chosen: Map<number, Media.Info>;
  master: Media.Info;
  report: SetReport;
}

/** Reads what the rounds so far have brought, and judges it from stored features. */
export async function standingOf(job: Job.Row): Promise<Standing> {
  const input = StartInput.parse(job.input);
  const [{ rows, states, attempts }, master, { type }] = await Promise.all([
    attemptsOf(job),
    Media.fromId(job.projectId, input.masterReferenceId),
    Subject.fromId(job.projectId, input.subjectId),
  ]);
  const masterFeatures = await featuresOf(master);
  const best = chooseBest(attempts, masterFeatures).filter((view) => view !== undefined);
  const report = reportOn(best, { master: masterFeatures, checksAngles: type === "character" });
  const pictures = new Map(
    states.flatMap(({ candidates }) => candidates).map((media) => [media.mediaId, media]),
  );
  const chosen = new Map(
    best.flatMap(({ angle, mediaId }) => {
      const media = pictures.get(mediaId);
      return media ? [[angle, media] as const] : [];
    }),
  );
  return { rows, states, chosen, master, report };
}

async function attemptsOf(job: Job.Row) {
  const rows = Generation.begunRounds(await Generation.ofJob(job.jobId));
  const states = await angleStates(job, rows, showsSame);
  const attempts = await Promise.all(
    states.map(({ angle, candidates }) => Promise.all(candidates.map(viewOf(angle)))),
  );
  return { rows, states, attempts };
}

/** A plain figure's back may have the hash of the view beside it, and is turned all the same. */
const showsSame: IsTwin = async (one, other) =>
  (await looksSame(one, other)) && isSameView(await featuresOf(one), await featuresOf(other));

/** Angles whose picture was measured and found wanting; nothing is said against an unmeasured one. */
export function failingViews({ report }: Pick<Standing, "report">): ViewReport[] {
  return report.views.filter((view) => !view.passed && (view.status === "measured" || isSpoiled(view)));
}

/** A view in which no figure was found shows nothing: drawing it again can only help. */
function isSpoiled({ unmeasuredReason = "" }: ViewReport): boolean {
  return ["blank-picture", "noise-only", "no-figure-found"].includes(unmeasuredReason);
}

function viewOf(angle: number) {
  return async (media: Media.Info): Promise<JudgedView> => {
    const quality = media.quality.score;
    return { angle, mediaId: media.mediaId, features: await featuresOf(media), quality };
  };
}
