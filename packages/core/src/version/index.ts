import * as z from "zod";
import * as Collection from "../collection/index.ts";
import { notFound } from "../errors.ts";
import { hammingDistance, isDuplicate } from "../images/index.ts";
import * as Media from "../media/index.ts";
import { authorize } from "../project/index.ts";
import * as Subject from "../subject/index.ts";

/** Which of a subject's numbered things: its master references or its turnarounds. */
export const VersionKind = z.enum(["master", "profile"]);
export type VersionKind = z.infer<typeof VersionKind>;

/** Every version of a subject's masters and turnarounds, newest first, with which of them is current. */
export async function list(projectId: string, subjectId: string) {
  await authorize(projectId);
  const subject = await Subject.row(projectId, subjectId);
  const [masters, profiles] = await Promise.all([
    Media.fromIds(projectId, subject.masters),
    Collection.fromIds(projectId, subject.profiles),
  ]);
  return {
    subjectId,
    masters: numbered(subject.masters, (id, version) => {
      const media = masters.find(({ mediaId }) => mediaId === id);
      return media && { ...masterView(media, version), isCurrent: id === subject.currentMasterId };
    }),
    profiles: numbered(subject.profiles, (id, version) => {
      const found = profiles.find(({ collectionId }) => collectionId === id);
      return found && { ...profileView(found, version), isCurrent: id === subject.currentProfileId };
    }),
  };
}

function numbered<T>(ids: string[], view: (id: string, version: number) => T | undefined): T[] {
  return ids.flatMap((id, index) => view(id, index + 1) ?? []).reverse();
}

/** Query of a comparison: which kind, and two versions of it. */
export const CompareQuery = z.strictObject({
  kind: VersionKind.default("master"),
  a: z.coerce.number().int().min(1),
  b: z.coerce.number().int().min(1),
});

/**
 * Two versions side by side: pictures, scores, and how far apart the pictures are by perceptual hash (bits of 64; up
 * to 3 is the same picture). Of turnarounds, angle by angle where both have it.
 */
export async function compare(
  projectId: string,
  subjectId: string,
  { kind, a, b }: z.output<typeof CompareQuery>,
) {
  await authorize(projectId);
  const subject = await Subject.row(projectId, subjectId);
  const ids = kind === "master" ? subject.masters : subject.profiles;
  const [first, second] = [a, b].map((version) => {
    const id = ids[version - 1];
    if (!id) throw notFound(`${kind} version`, String(version));
    return id;
  });
  const pair = { first: first ?? "", second: second ?? "" };
  return kind === "master"
    ? await compareMasters(projectId, pair, [a, b])
    : await compareProfiles(projectId, pair, [a, b]);
}

interface Pair {
  first: string;
  second: string;
}

async function compareMasters(projectId: string, { first, second }: Pair, [a, b]: [number, number]) {
  const [one, other] = [await Media.fromId(projectId, first), await Media.fromId(projectId, second)];
  return {
    kind: "master" as const,
    a: masterView(one, a),
    b: masterView(other, b),
    difference: differenceOf(one, other),
  };
}

async function compareProfiles(projectId: string, { first, second }: Pair, [a, b]: [number, number]) {
  const one = await Collection.fromId(projectId, first);
  const other = await Collection.fromId(projectId, second);
  const shared = Object.keys(one.mediaIds).filter((angle) => other.mediaIds[angle]);
  const ids = shared.flatMap((angle) => [one.mediaIds[angle] ?? "", other.mediaIds[angle] ?? ""]);
  const media = new Map((await Media.fromIds(projectId, ids)).map((each) => [each.mediaId, each]));
  const angles = shared.flatMap((angle) => {
    const left = media.get(one.mediaIds[angle] ?? "");
    const right = media.get(other.mediaIds[angle] ?? "");
    if (!left || !right) return [];
    const pictures = {
      a: { mediaId: left.mediaId, url: left.url },
      b: { mediaId: right.mediaId, url: right.url },
    };
    return [{ angle: Number(angle), ...pictures, difference: differenceOf(left, right) }];
  });
  return { kind: "profile" as const, a: profileView(one, a), b: profileView(other, b), angles };
}

function differenceOf({ measures: a }: Media.Info, { measures: b }: Media.Info) {
  return {
    hashBits: hammingDistance(a.perceptualHash, b.perceptualHash),
    isSamePicture: isDuplicate(a.perceptualHash, b.perceptualHash),
  };
}

function masterView(media: Media.Info, version: number) {
  const { mediaId, url, model, quality, specifications, createdAt } = media;
  const thumbnails = media.thumbnails.map(({ url: address, width, height }) => ({
    url: address,
    width,
    height,
  }));
  return { version, mediaId, url, thumbnails, model, quality, specifications, createdAt };
}

function profileView(collection: Collection.Info, version: number) {
  const { collectionId, masterReferenceId, state, consistency, mediaIds, missingAngles, createdAt } =
    collection;
  return { version, collectionId, masterReferenceId, state, consistency, mediaIds, missingAngles, createdAt };
}
