import { createHash } from "node:crypto";
import type { Check, Violation } from "./invariants.ts";
import type { MediaRow, Stores } from "./stores.ts";

/** I6, I7 and I9: rows and objects belong together, and each picture is the one its request was answered with. */
export const checkPictures: Check = (stores) => [
  ...stores.media.flatMap((media) => objectsOf(media, stores)),
  ...strayObjects(stores),
  ...boundAnswers(stores),
];

function objectsOf(media: MediaRow, { objects }: Stores): Violation[] {
  const { mediaId, key, thumbnails } = media;
  const missing = [key, ...thumbnails.map((thumbnail) => thumbnail.key)].filter((each) => !objects.has(each));
  const object = objects.get(key);
  return [
    ...missing.map((each) => violation("I6", `${mediaId} has no object ${each}`)),
    ...(object && !isAsRecorded(media, object)
      ? [violation("I6", `${mediaId} differs from its object`)]
      : []),
    ...(key.includes("tmp/") ? [violation("I6", `${mediaId} lies at ${key}`)] : []),
  ];
}

function isAsRecorded(
  { bytes, sha256, contentType }: MediaRow,
  object: { body: Buffer; contentType: string | undefined },
) {
  const { body } = object;
  const isWhole = body.subarray(0, 4).toString() === "RIFF" && body.readUInt32LE(4) + 8 === body.length;
  const digest = createHash("sha256").update(body).digest("hex");
  return isWhole && body.length === bytes && digest === sha256 && object.contentType === contentType;
}

/** An object without a row is fine while it is young, if a planned request explains it: that one may store it yet. */
function strayObjects({ objects, media, generations }: Stores): Violation[] {
  const recorded = new Set(
    media.flatMap(({ key, thumbnails }) => [key, ...thumbnails.map((each) => each.key)]),
  );
  const owners = [
    ...generations.flatMap(({ mediaId }) => mediaId ?? []),
    // What is known of a picture belongs to it, evidence and report to the turnaround that was planned.
    ...media.map(({ mediaId }) => `${mediaId}.features-v`),
    ...generations.flatMap(({ target: { collectionId } = {} }) =>
      collectionId ? [`${collectionId}/evidence-`, `${collectionId}/report-`] : [],
    ),
  ];
  return [...objects.keys()]
    .filter((key) => !recorded.has(key) && !owners.some((owner) => key.includes(owner)))
    .map((key) => violation("I7", `nobody planned ${key}`));
}

function boundAnswers({ generations, answers, media }: Stores): Violation[] {
  const pictures = new Map(media.map((each) => [each.generationId, each]));
  return generations.flatMap(({ generationId, requestId = "", outcome, slot, kind }) => {
    const picture = pictures.get(generationId);
    const isOfAnother =
      outcome?.imageUrl !== undefined && !answers.get(requestId)?.includes(outcome.imageUrl);
    const isOfAnotherAngle =
      picture?.angle !== undefined && kind === "image" && String(picture.angle) !== slot;
    return [
      ...(isOfAnother && answers.has(requestId)
        ? [violation("I9", `${generationId} has another request's picture`)]
        : []),
      ...(isOfAnotherAngle
        ? [violation("I9", `${generationId} for ${slot} stored angle ${picture.angle}`)]
        : []),
    ];
  });
}

function violation(invariant: string, message: string): Violation {
  return { invariant, message };
}
