import type { Light } from "./light.ts";
import { lit } from "./light.ts";
import { lostOf } from "./mixture.ts";
import type { Pyramid } from "./pyramid.ts";
import { type Spot, search } from "./search.ts";
import { lookAt, type Sighting, type Suspect } from "./subject-region.ts";
import { bandOf, relit } from "./template.ts";

/** Where a figure is parted: a face and hair above, clothes below; between is chin, scarf or collar of either. */
const HEAD_TO = 0.3;
const BODY_FROM = 0.45;
/** Heads are looked for from this much smaller than asked up to this much larger, at so many places. */
const HEIGHT_FACTOR = 1.3;
const PLACES = 3;
/** A head is found when so much of it is seen, … */
const HEAD_MIN = 0.94;
/** … and it is not the one that belongs to the body when that one leaves so many times as much unexplained. */
const HEAD_REST_RATIO = 2;
const HEAD_GAP_MIN = 0.005;
/** A body in another build fits less well, but much better than the one that belongs to the head. */
const BODY_MIN = 0.7;
const BODY_GAP_MIN = 0.15;
/** Less of a body than this to be seen says nothing. */
const VISIBLE_MIN = 0.3;
/** Ears and hats of one stand up above the head of another, by so much of a figure. */
const HAT = 0.1;
/** Seen so well somebody is itself, and in nobody else. */
const WHOLE = 0.93;

/** One figure with the head of one suspect on the body of another. */
export interface Fusion {
  head: Suspect;
  body: Suspect;
  sighting: Sighting;
}

interface Scene {
  pyramid: Pyramid;
  light: Light;
  /** All characters. */
  characters: Suspect[];
  /** Where each was found, also poorly. */
  known: Sighting[];
}

/** The surest figure that has the head of somebody who was not found whole, and the body of somebody else. */
export function fusionOf(scene: Scene): Fusion | undefined {
  const { characters, known } = scene;
  const isWhole = (suspect: Suspect) =>
    known.some((each) => each.suspect === suspect && each.likeness >= WHOLE);
  const fusions = characters
    .filter((suspect) => !isWhole(suspect))
    .flatMap((suspect) => headsOf(suspect, scene).flatMap((head) => bodiesUnder(head, suspect, scene)));
  return fusions.sort((one, other) => other.worth - one.worth)[0];
}

/** Part of a suspect, as if it were all of it. */
function bandOfSuspect(suspect: Suspect, from: number, to: number) {
  const fine = bandOf(suspect.fine, from, to);
  return { ...suspect, fine, coarse: bandOf(suspect.coarse, from, to) };
}

/** Looked at twice, because the first place is only roughly known. */
function lookClosely({ pyramid, light }: Scene, suspect: Suspect, spot: Spot): Sighting {
  return lookAt(pyramid, suspect, { spot: lookAt(pyramid, suspect, { spot, light }).spot, light });
}

function headsOf(suspect: Suspect, scene: Scene): Sighting[] {
  const { pyramid, light, known } = scene;
  const head = bandOfSuspect(suspect, 0, HEAD_TO);
  const height = suspect.asked.height * HEAD_TO;
  const spots = search(
    pyramid,
    relit(head.coarse, (color) => lit(light, color)),
    { minHeight: height / HEIGHT_FACTOR, maxHeight: height * HEIGHT_FACTOR, keep: PLACES },
  );
  const onOthers = known
    .filter(({ suspect: { isCharacter } }) => isCharacter)
    .map(({ spot }) => ({ ...spot, height: spot.height * HEAD_TO }));
  return [...spots, ...onOthers]
    .map((spot) => lookClosely(scene, head, spot))
    .filter(({ likeness }) => likeness >= HEAD_MIN);
}

/** Who else's body is under a head, in the size that the head tells. */
function bodiesUnder(head: Sighting, suspect: Suspect, scene: Scene) {
  const size = head.spot.height / head.suspect.fine.rows;
  const { left } = bandOf(suspect.fine, 0, HEAD_TO);
  const whole = {
    left: head.spot.left - left * size,
    top: head.spot.top,
    width: suspect.fine.columns * size,
    height: suspect.fine.rows * size,
  };
  const own = bodyAt(suspect, whole, scene);
  return scene.characters.flatMap((other) => {
    if (other === suspect || isElsewhere(other, head, scene)) return [];
    const body = bodyAt(other, whole, scene);
    const theirs = lookClosely(scene, bandOfSuspect(other, 0, HEAD_TO), head.spot).likeness;
    const isFusion =
      body.likeness >= Math.max(BODY_MIN, own.likeness + BODY_GAP_MIN) &&
      body.visible >= VISIBLE_MIN &&
      isOtherHead(head.likeness, theirs);
    const sighting = { ...body.sighting, suspect: other, spot: { ...whole, score: 0 } };
    return isFusion ? [{ head: suspect, body: other, sighting, worth: head.likeness + body.likeness }] : [];
  });
}

/** Heads of one kind are much alike: what tells is how little the right one leaves unexplained. */
function isOtherHead(likeness: number, theirs: number): boolean {
  return likeness >= theirs + HEAD_GAP_MIN && 1 - theirs >= HEAD_REST_RATIO * (1 - likeness);
}

/** Whether somebody was found whole, and a head is not where theirs is. */
function isElsewhere(suspect: Suspect, { spot }: Sighting, { known }: Scene): boolean {
  const x = spot.left + spot.width / 2;
  const y = spot.top + spot.height / 2;
  return known.some((each) => {
    if (each.suspect !== suspect || each.likeness < WHOLE) return false;
    const { left, top, width, height } = each.spot;
    const isAbove = x >= left && x <= left + width && y >= top - HAT * height && y <= top + HEAD_TO * height;
    return !isAbove;
  });
}

function bodyAt(suspect: Suspect, whole: Omit<Spot, "score">, scene: Scene) {
  const body = bandOfSuspect(suspect, BODY_FROM, 1);
  const top = whole.top + whole.height * BODY_FROM;
  const spot = { ...whole, top, height: whole.height * (1 - BODY_FROM), score: 0 };
  const sighting = lookClosely(scene, body, spot);
  const front = scene.known.filter((each) => each.suspect !== suspect && each.likeness >= WHOLE);
  const { visible } = lostOf(sighting, front);
  const all = visible.reduce((sum, { cell }) => sum + cell.weight, 0);
  const seen = visible.reduce((sum, { cell, likeness }) => sum + cell.weight * likeness, 0);
  return {
    sighting,
    likeness: all === 0 ? 0 : seen / all,
    visible: visible.length / body.fine.cells.length,
  };
}
