import { groundDepth, type Vector, vector } from "./camera.ts";
import { darker } from "./color.ts";
import { drawEars } from "./ears.ts";
import { lathePath } from "./lathe.ts";
import { skinOf } from "./limbs.ts";
import { ellipsoid, ellipsoidPath } from "./solids.ts";
import { DEPTH, type Stage } from "./stage.ts";

/** The bare head with ears, nose or muzzle; the face is drawn on it afterwards. */
export function drawHead(stage: Stage): void {
  const { canvas, camera, character, body } = stage;
  drawEars(stage);
  const metal = character.creature === "robot";
  canvas.shape({
    d: lathePath(body.head, camera),
    color: skinOf(character),
    depth: DEPTH.head,
    material: metal ? "metal" : "round",
  });
  if (metal) drawAntenna(stage);
}

/** The painter's depth of something on the head: in front of it or behind it, by where it sits. */
export function headDepth({ camera, body }: Stage, at: Vector): number {
  const local = vector(at.x - body.headCenter.x, 0, at.z - body.headCenter.z);
  return DEPTH.head + groundDepth(camera, local) * 0.012;
}

function drawAntenna(stage: Stage): void {
  const { canvas, camera, character, body } = stage;
  const top = body.headCenter.y + body.headRadius * 0.84;
  const stem = camera.project(vector(0, top, 0));
  const ball = vector(0, top + 7, 0);
  const tip = camera.project(ball);
  canvas.line({
    d: `M${stem.x} ${stem.y + 1}L${tip.x} ${tip.y}`,
    color: darker(character.fur, 0.5),
    depth: DEPTH.head - 0.3,
    width: 1.4,
  });
  canvas.shape({
    d: ellipsoidPath(ellipsoid(ball, [2.3, 2.3, 2.3]), camera),
    color: character.eyes,
    depth: DEPTH.head - 0.29,
    material: "round",
  });
}
