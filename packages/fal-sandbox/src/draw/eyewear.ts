import { darker } from "./color.ts";
import { eyeStation } from "./face.ts";
import { decalPath, ovalOutline, regionPath, surfaceLine } from "./lathe.ts";
import { grown } from "./ring.ts";
import { DEPTH, type Stage } from "./stage.ts";
import { worn } from "./subject.ts";

/** Glasses on the eyes or goggles on the forehead. */
export function drawEyewear(stage: Stage): void {
  const { canvas, camera, character, body } = stage;
  const cloth = worn(character, "eyes");
  if (cloth === undefined) return;
  const { direction, y } = eyeStation(stage);
  const r = body.headRadius;
  const up = cloth.kind === "goggles" ? r * 0.52 : 0;
  const shell = grown(body.head, cloth.kind === "goggles" ? r * 0.16 : r * 0.05);
  const depth = DEPTH.head + (cloth.kind === "goggles" ? 0.46 : 0.06);
  const band = cloth.kind === "goggles" ? 1.5 : 0;
  if (band > 0)
    canvas.shape({
      d: regionPath(shell, { upper: () => y + up + band, lower: () => y + up - band }, { camera }),
      color: darker(cloth.color, 0.45),
      depth,
      outline: 0.4,
    });
  else {
    const around = Array.from({ length: 21 }, (_, index) => [-100 + index * 10, y] as const);
    const arms = around.filter(
      ([step]) => Math.abs(step) > direction + 12 || Math.abs(step) < direction - 12,
    );
    for (const part of [
      arms.filter(([step]) => step < -direction),
      arms.filter(([step]) => Math.abs(step) < direction),
      arms.filter(([step]) => step > direction),
    ]) {
      canvas.line({ d: surfaceLine(shell, part, camera), color: cloth.color, depth, width: 0.8 });
    }
  }
  for (const sign of [1, -1]) {
    const rim = ovalOutline([sign * direction, y + up], [14.5, r * 0.29]);
    const lens =
      cloth.kind === "sunglasses"
        ? { color: "#2b2831", opacity: 1 }
        : cloth.kind === "goggles"
          ? { color: "#9fdbe6", opacity: 1 }
          : { color: "#e6f6ff", opacity: 0.3 };
    canvas.shape({ d: decalPath(shell, rim, camera), ...lens, depth, material: "flat", outline: 0 });
    canvas.line({
      d: `${decalPath(shell, rim, camera)}`,
      color: cloth.color,
      depth,
      width: cloth.kind === "goggles" ? 1.6 : 1,
    });
  }
}
