import { ANGLE_SIGNS } from "../limits.ts";
import { bestSwap, type Swap } from "./angle-order.ts";
import { type AngleSigns, angleSigns } from "./angle-signs.ts";
import { turnsOf } from "./angle-turns.ts";
import { gapBetween, unmeasurable } from "./compare.ts";
import type { Features } from "./features.ts";
import { surroundings } from "./set-neighbours.ts";

/** What a view shows of what was asked. */
export type AngleVerdict =
  | "as-asked"
  | "front-face-on-back-view"
  | "duplicate-of-neighbour"
  | "sides-exchanged"
  | "out-of-order"
  | "unmeasured";

export interface AngleFinding {
  /** Camera azimuth that was asked for, in degrees. */
  requestedAngle: number;
  verdict: AngleVerdict;
  /** How clear the verdict is, 0 to 1; 0 where nothing was measured. */
  confidence: number;
  /** Index of the view whose azimuth this one shows instead, where there is one. */
  insteadOf: number | undefined;
}

/**
 * Whether each view of a turnaround shows the azimuth that was asked for, judged by where in the turnaround it would
 * fit. Views without neighbours on both sides, and figures that look alike from all sides, are unmeasured.
 */
export function checkAngles(
  views: readonly Features[],
  { angles }: { angles: readonly number[] },
): AngleFinding[] {
  const measured = views.flatMap((view, at) => (unmeasurable(view) === undefined ? [at] : []));
  const chosen = measured.flatMap((at) => views[at] ?? []);
  const asked = measured.map((at) => angles[at] ?? 0);
  const turns = turnsOf(chosen);
  const signs = angleSigns(turns, { angles: asked, around: surroundings(asked) });
  const usual = signs.find((own) => own !== undefined)?.usual ?? 0;
  const order = asked.map((_, at) => at).sort((one, other) => (asked[one] ?? 0) - (asked[other] ?? 0));
  const swap = bestSwap(turns.straight, { order, usual });
  return views.map((_, at) => {
    const own = measured.indexOf(at);
    const found = finding({ signs, angles: asked, own, swap });
    return { requestedAngle: angles[at] ?? 0, ...found, insteadOf: measured[found.insteadOf ?? -1] };
  });
}

interface Case {
  signs: ReadonlyArray<AngleSigns | undefined>;
  angles: readonly number[];
  own: number;
  swap: Swap | undefined;
}

type Found = Pick<AngleFinding, "verdict" | "confidence" | "insteadOf">;

function finding(at: Case): Found {
  const sign = at.signs[at.own];
  if (sign === undefined || sign.usual < ANGLE_SIGNS.usualMin) {
    return { verdict: "unmeasured", confidence: 0, insteadOf: undefined };
  }
  return (
    duplicate(sign, at) ??
    foundElsewhere(sign, at) ??
    mirrored(sign) ??
    outOfOrder(sign, at) ?? {
      verdict: "as-asked",
      confidence: clearness(ANGLE_SIGNS.detourMin - sign.detour, ANGLE_SIGNS.detourMin),
      insteadOf: undefined,
    }
  );
}

/** The same picture twice, side by side: the one that leaps to its other neighbour is the copy; if in doubt, both. */
function duplicate(sign: AngleSigns, { signs }: Case): Found | undefined {
  if (sign.nearest > ANGLE_SIGNS.duplicateMax || sign.nearestView === undefined) return undefined;
  const leap = sign.furthest / Math.max(1e-6, signs[sign.nearestView]?.furthest ?? sign.furthest);
  if (leap < 1 / ANGLE_SIGNS.clearTwinMin) return undefined;
  const isClear = leap > ANGLE_SIGNS.clearTwinMin;
  const confidence = clearness(ANGLE_SIGNS.duplicateMax - sign.nearest, ANGLE_SIGNS.duplicateMax);
  return {
    verdict: "duplicate-of-neighbour",
    confidence: isClear ? confidence : confidence / 2,
    insteadOf: sign.nearestView,
  };
}

/**
 * The view is seen again far away. A face at the back is wrong there; else the one its
 * neighbours expect clearly less is, or both.
 */
function foundElsewhere(sign: AngleSigns, { signs, angles, own }: Case): Found | undefined {
  const elsewhere = sign.elsewhereView;
  if (elsewhere === undefined || sign.elsewhere > ANGLE_SIGNS.elsewhereMax) return undefined;
  const [asked, shown] = [angles[own] ?? 0, angles[elsewhere] ?? 0];
  const twin = signs[elsewhere];
  const isTwin = twin !== undefined && twin.elsewhereView === own;
  const isLess = isTwin && twin.detour > ANGLE_SIGNS.clearTwinMin * sign.detour;
  // A front that is also seen at the back is rather right; it is wrong only where its neighbours say so.
  const isFront = isTwin && isJanus(shown, asked) && twin.detour >= sign.detour;
  if (isFront || (isLess && !isJanus(asked, shown))) return undefined;
  const isMirror = (gapBetween({ angleA: asked, angleB: -shown }) ?? 180) <= ANGLE_SIGNS.mirrorMaxDegrees;
  const other = isMirror ? "sides-exchanged" : "out-of-order";
  return {
    verdict: isJanus(asked, shown) ? "front-face-on-back-view" : other,
    confidence: clearness(ANGLE_SIGNS.elsewhereMax - sign.elsewhere, ANGLE_SIGNS.elsewhereMax),
    insteadOf: elsewhere,
  };
}

/** Asked for the back, shown from the front. */
function isJanus(asked: number, shown: number): boolean {
  const fromFront = (angle: number) => gapBetween({ angleA: angle, angleB: 0 }) ?? 0;
  return fromFront(asked) >= ANGLE_SIGNS.backMinDegrees && fromFront(shown) <= ANGLE_SIGNS.frontMaxDegrees;
}

/** Mirrored, the view would fit its neighbours clearly better. */
function mirrored(sign: AngleSigns): Found | undefined {
  if (sign.mirrored > ANGLE_SIGNS.mirroredMax) return undefined;
  const confidence = clearness(ANGLE_SIGNS.mirroredMax - sign.mirrored, 0.5);
  return { verdict: "sides-exchanged", confidence, insteadOf: undefined };
}

function outOfOrder(sign: AngleSigns, { own, swap, signs }: Case): Found | undefined {
  if (swap === undefined || swap.gain < ANGLE_SIGNS.swapGainMin) return undefined;
  if (own !== swap.one && own !== swap.other) return undefined;
  const other = own === swap.one ? swap.other : swap.one;
  const both = sign.detour + (signs[other]?.detour ?? 0);
  if (both < 2 * ANGLE_SIGNS.detourMin) return undefined;
  return {
    verdict: "out-of-order",
    confidence: clearness(swap.gain - ANGLE_SIGNS.swapGainMin, 1),
    insteadOf: other,
  };
}

function clearness(distance: number, full: number): number {
  return Math.min(1, Math.max(0, 0.5 + distance / full / 2));
}
