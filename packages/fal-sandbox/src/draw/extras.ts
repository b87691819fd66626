import { drawCape, drawQuiver, drawRucksack, drawWings } from "./backwear.ts";
import { drawEyewear } from "./eyewear.ts";
import { drawNeckwear } from "./neckwear.ts";
import type { Stage } from "./stage.ts";
import { drawTail } from "./tail.ts";

/** What is worn at the neck, on the eyes and on the back, and what grows there. */
export function drawExtras(stage: Stage): void {
  drawNeckwear(stage);
  drawEyewear(stage);
  drawCape(stage);
  drawRucksack(stage);
  drawWings(stage);
  drawQuiver(stage);
  drawTail(stage);
}
