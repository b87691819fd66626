import { wrapDegrees } from "./camera.ts";
import { darker, lighter } from "./color.ts";
import { drawBraid, drawBun, drawTail, surfaceAt } from "./hair-ties.ts";
import { drawCurls, drawMohawk, drawSpikes } from "./hair-volume.ts";
import { regionPath, surfaceLine } from "./lathe.ts";
import type { Lathe } from "./ring.ts";
import { DEPTH, type Stage } from "./stage.ts";
import { sideSign, worn } from "./subject.ts";

/** The hair of the head in its style; under a closed hat only what hangs below it matters and is drawn the same. */
export function drawHair(stage: Stage): void {
  const { style } = stage.character.hair;
  if (style === "none" || style === "bald" || worn(stage.character, "head")?.kind === "hood") return;
  const whole = WHOLE_HEADS[style];
  if (whole !== undefined) {
    whole(stage);
    return;
  }
  drawCap(stage);
  if (style === "ponytail") drawTail(stage, { base: surfaceAt(stage, 180, 0.42), length: 1.9, lean: 0 });
  if (style === "braid") drawBraid(stage, 0);
  if (style === "bun") drawBun(stage);
  if (style === "twintails")
    for (const sign of [1, -1])
      drawTail(stage, { base: surfaceAt(stage, sign * 108, 0.2), length: 1.55, lean: sign });
  if (style === "braids") for (const sign of [1, -1]) drawBraid(stage, sign);
  if (style === "spiky") drawSpikes(stage);
}

/** Styles that do not start from a cap of hair. */
const WHOLE_HEADS: Readonly<Record<string, (stage: Stage) => void>> = {
  mohawk: drawMohawk,
  afro: drawCurls,
  curly: drawCurls,
};

/** Hair as a shell over the skull: full above the brow, open before the face, hanging behind. */
function drawCap(stage: Stage): void {
  const { canvas, camera, character, body } = stage;
  const { headCenter, headRadius: r } = body;
  const { style, color, part } = character.hair;
  const hang = { long: 2.35, bob: 1.02, short: 0.62, spiky: 0.5 }[style] ?? 0.6;
  const shell = hairShell(stage, hang);
  const partAt = sideSign(part) * 26;
  const brow = headCenter.y + r * (["ponytail", "bun"].includes(style) ? 0.56 : 0.44);
  const lower = (direction: number): number => {
    const around = Math.abs(wrapDegrees(direction));
    const hem = headCenter.y - r * hang;
    if (hang < 1 && around > 76 && around < 106) return headCenter.y + r * 0.06;
    if (around > 96) return hem + (hang > 1.5 ? 0.8 * Math.sin(direction / 7) : 0);
    if (around > 64)
      return hang > 1
        ? hem + (96 - around) * (hang > 1.5 ? 0.32 : 0.1)
        : headCenter.y - r * (around > 80 ? 0.34 : 0.14);
    const fringe = 1.5 * Math.abs(Math.sin((wrapDegrees(direction) - partAt) / 11));
    const lift = 0.11 * Math.max(0, 26 - Math.abs(wrapDegrees(direction - partAt)));
    return brow + lift - fringe - (around > 50 ? (around - 50) * 0.5 : 0);
  };
  const inner = { from: 70, to: 290, lower: () => headCenter.y - r * hang, upper: () => headCenter.y };
  const far = hang > 1.5 ? DEPTH.hairFar : DEPTH.head - 0.5;
  if (camera.frontness > -0.6)
    canvas.shape({
      d: regionPath(shell, inner, { camera, wall: "inner" }),
      color,
      depth: far,
      material: "inside",
    });
  const near = hang > 1.5 && camera.frontness < 0.1 ? DEPTH.hairLong : DEPTH.head + 0.22;
  canvas.shape({
    d: regionPath(shell, { lower }, { camera }),
    color,
    depth: near,
    material: hang > 1.5 ? "matte" : "round",
  });
  drawStrands(stage, { shell, near, hem: headCenter.y - r * hang });
}

function drawStrands(
  { canvas, camera, character, body }: Stage,
  { shell, near, hem }: { shell: Lathe; near: number; hem: number },
): void {
  const {
    headCenter: { y },
    headRadius: r,
  } = body;
  const { color, part } = character.hair;
  for (const direction of [108, 132, 156, 180, 204, 228, 252]) {
    const stations = [0.25, 0.5, 0.75, 0.94].map(
      (share) =>
        [
          direction + 3 * Math.sin(share * 5 + direction),
          y + r * 0.55 + (hem - y - r * 0.55) * share,
        ] as const,
    );
    canvas.line({
      d: surfaceLine(shell, stations, camera),
      color: darker(color, 0.22),
      depth: near,
      width: 0.5,
    });
  }
  const shine = [-46, -30, -14, 2, 18, 34].map(
    (step) => [sideSign(part) * -20 + step, y + r * 0.76] as const,
  );
  canvas.line({ d: surfaceLine(shell, shine, camera), color: lighter(color, 0.4), depth: near, width: 1.2 });
}

function hairShell({ body }: Stage, hang: number): Lathe {
  const { headCenter, headRadius: r, head } = body;
  const margin = r * 0.105;
  const crown = head.rings
    .filter(({ y }) => y >= headCenter.y - r * 0.1)
    .map((ring) => ({
      ...ring,
      y: headCenter.y + (ring.y - headCenter.y) * 1.09,
      rx: ring.rx * 1.01 + margin * 0.75,
      rz: ring.rz * 1.01 + margin,
      cz: ring.cz - 0.4,
    }));
  const widest = crown.at(-1);
  if (widest === undefined) return head;
  const fall = Array.from({ length: 10 }, (_, index) => {
    const share = (index + 1) / 10;
    const y = widest.y + (headCenter.y - r * hang - widest.y) * share;
    const pull = hang > 1.5 ? 1 + 0.1 * share : hang > 0.9 ? 1 + 0.05 * share : 1 - 0.24 * share * share;
    return { ...widest, y, rx: widest.rx * pull, rz: widest.rz * (hang > 1.5 ? 1 - 0.16 * share : pull) };
  });
  const rings = [{ ...widest, y: headCenter.y + r * 1.075, rx: 0.01, rz: 0.01 }, ...crown.slice(1), ...fall];
  return { rings, top: headCenter.y + r * 1.075, bottom: headCenter.y - r * hang };
}
