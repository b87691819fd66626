import { findModel, type GenerationRequest } from "../fal/index.ts";
import * as Generation from "../generation/index.ts";
import { derivedId } from "../ids.ts";
import * as Job from "../job/index.ts";
import { KNOWN, PROFILE } from "../limits.ts";
import * as Media from "../media/index.ts";
import { checkRoom } from "../project/index.ts";
import { derivedSeed } from "../seed/index.ts";
import * as Specification from "../specification/index.ts";
import * as Subject from "../subject/index.ts";
import { intoBatches, viewWords } from "./angles.ts";
import { type Change, changedInput, guideChange } from "./change.ts";
import { guidedModel, profileModel, profileSide } from "./model.ts";
import { roomOf, StartInput } from "./start.ts";

const KEEP =
  "same subject, same proportions, same clothes and colours, same pose, same plain background, same style";

/** State PlanProfile: fixes every angle's request, in batches of ids. Running it twice plans the same rows. */
export async function plan({ jobId }: { jobId: string }) {
  const job = await Job.fromId(jobId);
  const input = StartInput.parse(job.input);
  const { angles } = input;
  await checkRoom(job.projectId, roomOf(input)).catch((error) => Job.refuse(jobId, error));
  await Job.begin(jobId, angles.length);
  const change = guideChange(input);
  const attempts = angles.map((angle) => ({ angle, attempt: 1, change }));
  return { jobId, batches: await planAngles(job, { round: 0, attempts }) };
}

export interface Round {
  round: number;
  /** Pictures that FAL made and that only have to be taken again. */
  retakes?: Generation.Row[];
  attempts: Attempt[];
}

export interface Attempt {
  angle: number;
  attempt: number;
  /** How this attempt differs from the first; absent where it does not. */
  change?: Change | undefined;
}

/** Rows of some angles for one round; later rounds use other seeds, which follow from the asked one. */
export async function planAngles(
  job: Job.Row,
  { round, attempts, retakes = [] }: Round,
): Promise<Generation.Ref[][]> {
  const input = StartInput.parse(job.input);
  const master = await Media.fromId(job.projectId, input.masterReferenceId);
  const subject = await Subject.fromId(job.projectId, input.subjectId);
  const lock = await Specification.editedBy(job.projectId, input.subjectId, job.createdAt);
  const shots = attempts.map(({ angle, attempt, change }): Generation.Shot => {
    const look = { input: changedInput(input, change), subject, master, angle, guide: change?.guide, lock };
    const references = referencesOf(look);
    const request = { ...requestOf(look), seed: seedOf(look, round), references: references.length };
    return {
      slot: String(angle),
      ...{ round, attempt, references },
      request: withoutUnwantedSeed(request),
      target: {
        imageType: "profile-360",
        subjectId: subject.subjectId,
        collectionId: collectionIdOf(job.jobId),
        angle,
        expects: { backdrop: subject.type !== "location", colors: [] },
      },
    };
  });
  const again = await Promise.all(retakes.map((row) => Generation.retake(row, round)));
  return intoBatches([...again, ...(await Generation.plan(job, shots))], PROFILE.batchSize);
}

/** The collection a profile job makes; it follows from the job, so every run of every step names the same one. */
export function collectionIdOf(jobId: string): string {
  return derivedId("collection", jobId, "profile");
}

function referencesOf({ input, master, guide }: Look): string[] {
  if (input.strategy !== "reference") return [];
  return [master.mediaId, ...(guide ? [guide.mediaId] : [])];
}

interface Look {
  /** A second picture of the subject, and the camera azimuth it was taken from. */
  guide: Change["guide"];
  input: StartInput;
  subject: Subject.Info;
  master: Media.Info;
  angle: number;
  /** What a person wrote down of the subject, which the master need not show. */
  lock: Specification.Info | undefined;
}

function requestOf({ input, subject, master, angle, guide, lock }: Look): GenerationRequest {
  const side = profileSide(input);
  const model = guide ? guidedModel(input) : profileModel(input);
  const size = { width: side, height: side };
  const view = viewWords(angle, subject.type);
  if (input.strategy === "locked-seed") {
    return { ...size, model: model.id, prompt: `${master.prompt} Instead of the front: ${view}.` };
  }
  const camera = model.azimuth ? { azimuthDegrees: angle, elevationDegrees: 0 } : {};
  const beside =
    guide?.angle === undefined
      ? "another side"
      : `the same subject seen with the camera turned by ${guide.angle}`;
  const second = guide ? `; the second picture shows ${beside}` : "";
  const words = lock ? Specification.lookWords(lock.look, angle).slice(0, KNOWN.lockMaxChars) : "";
  const locked = words ? `; exactly these features: ${words}` : "";
  return { ...size, ...camera, model: model.id, prompt: `${view}; ${KEEP}${second}${locked}` };
}

/** One seed for all angles keeps what a seed can keep; a text-only profile locks the master's own. */
function seedOf({ input, master }: Look, round: number): number {
  if (round > 0) return derivedSeed(input.seed ?? master.mediaId, "profile", round);
  if (input.seed !== undefined) return input.seed;
  const mastersOwn = Number(master.seed);
  const isUsable = Number.isSafeInteger(mastersOwn) && mastersOwn >= 0 && mastersOwn < 2 ** 31;
  return isUsable ? mastersOwn : derivedSeed(master.mediaId, "profile");
}

function withoutUnwantedSeed({ seed, ...request }: GenerationRequest): GenerationRequest {
  return findModel(request.model).seed.accepted && seed !== undefined ? { ...request, seed } : request;
}
