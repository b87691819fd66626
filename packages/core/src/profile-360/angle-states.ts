import * as Generation from "../generation/index.ts";
import { isDuplicate } from "../images/index.ts";
import type * as Job from "../job/index.ts";
import { FAL } from "../limits.ts";
import * as Media from "../media/index.ts";
import * as Subject from "../subject/index.ts";
import { StartInput } from "./start.ts";

/** What became of one angle so far. */
export interface AngleState {
  angle: number;
  /** Its stored pictures that show something of their own, oldest first. */
  candidates: Media.Info[];
  /** Why there is no such picture. */
  reason?: string;
  attempts: number;
  isExhausted: boolean;
  /** FAL's picture is there; only we could not take it. */
  untaken?: Generation.Row;
}

/** Whether two pictures are one, though two sides were asked for. */
export type IsTwin = (one: Media.Info, other: Media.Info) => Promise<boolean>;

/** By their hashes alone, for who must not load features: the backs of plain figures may be taken for one picture. */
export const looksSame: IsTwin = async (one, other) =>
  isDuplicate(one.measures.perceptualHash, other.measures.perceptualHash);

/** What became of every asked angle, in the order asked. */
export async function angleStates(
  job: Job.Row,
  rows: Generation.Row[],
  isTwin: IsTwin = looksSame,
): Promise<AngleState[]> {
  const input = StartInput.parse(job.input);
  const done = rows.flatMap(({ state, mediaId }) => (state === "done" && mediaId ? [mediaId] : []));
  const [{ type }, pictures] = await Promise.all([
    Subject.fromId(job.projectId, input.subjectId),
    Media.fromIds(job.projectId, done),
  ]);
  const stored = new Map(pictures.map((media) => [media.mediaId, media]));
  const states: AngleState[] = [];
  for (const angle of input.angles) {
    const attempts = rows.filter(({ slot }) => slot === String(angle));
    // A symmetrical prop looks the same from every side; only a character must not.
    const others = type === "character" ? states : [];
    states.push(await stateOf(angle, { attempts, stored, others, isTwin }));
  }
  return states;
}

interface Evidence {
  attempts: Generation.Row[];
  stored: Map<string, Media.Info>;
  others: AngleState[];
  isTwin: IsTwin;
}

async function stateOf(angle: number, { attempts, stored, others, isTwin }: Evidence): Promise<AngleState> {
  const most = Math.max(0, ...attempts.map(({ attempt }) => attempt));
  const last = attempts.at(-1);
  const untaken = attempts.find(Generation.isUntaken);
  const isSpent = most >= FAL.attemptsMax || (last !== undefined && Generation.isHopeless(last));
  const base = { angle, attempts: most, isExhausted: !untaken && isSpent, ...(untaken && { untaken }) };
  const pictures = attempts.flatMap(({ mediaId }) => stored.get(mediaId ?? "") ?? []);
  const judged = await Promise.all(
    pictures.map(async (media) => ({ media, fault: await faultOf(media, { others, isTwin }) })),
  );
  const candidates = judged.flatMap(({ media, fault }) => (fault === undefined ? [media] : []));
  if (candidates.length > 0) return { ...base, candidates };
  const reason = judged.at(-1)?.fault ?? (last && Generation.reasonOf(last)) ?? "no picture was made";
  return { ...base, candidates, reason };
}

async function faultOf(
  media: Media.Info,
  { others, isTwin }: Pick<Evidence, "others" | "isTwin">,
): Promise<string | undefined> {
  if (media.measures.isBlank) return "the picture is blank";
  for (const { angle, candidates } of others) {
    const [first] = candidates;
    if (first && (await isTwin(first, media))) return `the same picture as angle ${angle}`;
  }
  return undefined;
}
