import type { FalModel, GenerationRequest } from "../fal/index.ts";
import * as Generation from "../generation/index.ts";
import { derivedId } from "../ids.ts";
import * as Job from "../job/index.ts";
import { COMPOSITE } from "../limits.ts";
import * as Media from "../media/index.ts";
import { derivedSeed } from "../seed/index.ts";
import { StartInput } from "./input.ts";
import { lineupFor } from "./lineup.ts";
import { compositeModels, controlModel, type Need } from "./model.ts";
import { compositePrompt, controlPrompt } from "./prompt.ts";
import { type Entry, rosterOf } from "./roster.ts";

/** The slots of a job's requests: the scene itself, and the sketch that a control picture shapes. */
export const SLOT = { shot: "composite", control: "control" } as const;
/** From this round on another model is tried. */
const OTHER_MODEL_ROUND = 2;

/** What a state is told about the next request: its stage, and the rows to send. */
export interface Planned {
  jobId: string;
  stage: "layout" | "control" | "composite";
  shots: Generation.Ref[];
}

/**
 * State PlanComposite: fixes the next request of a scene, which is the layout's drawing, the control model's sketch,
 * or the scene. Comes by once for each of them; running it twice plans the same rows.
 */
export async function plan({ jobId }: { jobId: string }): Promise<Planned> {
  const job = await Job.fromId(jobId);
  const input = StartInput.parse(job.input);
  await Job.begin(jobId, 1);
  const rows = await Generation.ofJob(jobId);
  const isSketched = rows.some(({ slot, state }) => slot === SLOT.control && state !== "planned");
  if (wantsControl(input) && !isSketched) {
    const controlId = input.controlNetImages?.[0] ?? layoutIdOf(jobId);
    const isDrawn = !input.drawLayout || (await Media.find(job.projectId, controlId)) !== undefined;
    if (!isDrawn) return { jobId, stage: "layout", shots: [] };
    return { jobId, stage: "control", shots: await planSketch(job, input, controlId) };
  }
  return { jobId, stage: "composite", shots: await planShot(job, { round: 0, corrections: {} }) };
}

export interface Round {
  round: number;
  /** What came out wrong before, by the reference's key, in words. */
  corrections: Readonly<Record<string, string>>;
}

/** The row of one try of the scene; later rounds use another seed, then another model, and say louder what was wrong. */
export async function planShot(job: Job.Row, { round, corrections }: Round): Promise<Generation.Ref[]> {
  const { input, entries, sketchId } = await sceneOf(job);
  const model = modelOf(input, { entries, round });
  const { given } = lineupFor(model, entries, sketchId ? 1 : 0);
  const references = [...given.map(({ media }) => media.mediaId), ...(sketchId ? [sketchId] : [])];
  const prompt = compositePrompt({ input, entries: given, hasLayout: sketchId !== undefined, corrections });
  const { seed: asked } = input;
  const seed =
    round === 0 && asked !== undefined ? asked : derivedSeed(asked ?? job.jobId, "composite", round);
  const request: GenerationRequest = {
    ...input.resolution,
    ...{ model: model.id, prompt, references: references.length },
    ...(model.seed.accepted && { seed }),
  };
  const attempt = round * 100 + 1;
  const target = { imageType: "composite-shot" as const };
  return Generation.plan(job, [{ slot: SLOT.shot, round, attempt, references, request, target }]);
}

/** The model of one round. */
export function modelOf(
  input: StartInput,
  { entries, round }: { entries: Entry[]; round: number },
): FalModel {
  const [first, second] = compositeModels(input.model, needOf(input, entries.length));
  if (!first) throw new Error("compositeModels never answers an empty list");
  return round >= OTHER_MODEL_ROUND ? (second ?? first) : first;
}

/** What a scene of so many references needs of a model; the sketch of a control model is one more picture. */
export function needOf(input: StartInput, references: number): Need {
  const { resolution, seed } = input;
  return { references: references + (wantsControl(input) ? 1 : 0), resolution, isSeeded: seed !== undefined };
}

/** Whether a control picture shapes the scene first. */
export function wantsControl({ controlNetImages = [], drawLayout }: StartInput): boolean {
  return drawLayout || controlNetImages.length > 0;
}

/** The layout that a job draws; it follows from the job, so every run of every step names the same one. */
export function layoutIdOf(jobId: string): string {
  return derivedId("media", jobId, "layout");
}

/** The request, its references and the control model's sketch, as every step of the job sees them. */
export async function sceneOf(job: Job.Row) {
  const input = StartInput.parse(job.input);
  const entries = await rosterOf({ projectId: job.projectId, at: job.createdAt }, input);
  const rows = await Generation.ofJob(job.jobId);
  const sketch = rows.find(({ slot, state }) => slot === SLOT.control && state === "done");
  return { input, entries, rows, sketchId: sketch?.mediaId };
}

async function planSketch(job: Job.Row, input: StartInput, controlId: string): Promise<Generation.Ref[]> {
  const entries = await rosterOf({ projectId: job.projectId, at: job.createdAt }, input);
  const model = controlModel(input.controlNetKind);
  const request: GenerationRequest = {
    ...input.resolution,
    ...{ model: model.id, prompt: controlPrompt({ input, entries }), references: 0 },
    control: { kind: input.controlNetKind, scale: COMPOSITE.controlScale },
    ...(model.seed.accepted && { seed: derivedSeed(job.jobId, "control") }),
  };
  const target = { imageType: "intermediate" as const };
  return Generation.plan(job, [
    { slot: SLOT.control, round: 0, attempt: 1, references: [], controlId, request, target },
  ]);
}
