import { wrapDegrees } from "./camera.ts";
import { createChance } from "./chance.ts";
import { darker, lighter, mixColors } from "./color.ts";
import { HALF_VIEW_DEGREES, type Outlook, screenX } from "./outlook.ts";
import type { Location } from "./subject.ts";

/** Walls with windows, doors and pictures all around, and a floor. */
export function roomBackground(
  place: Location,
  { size, azimuth, horizon }: Outlook & { horizon: number },
): string {
  const { width, height } = size;
  const wall = mixColors(place.main, "#f6ead6", 0.55);
  const skirting = horizon + height * 0.1;
  const chance = createChance(`${place.seed}|walls`);
  const panels = Array.from({ length: 12 }, (_, index) => {
    const away = wrapDegrees(index * 30 - azimuth);
    if (Math.abs(away) > HALF_VIEW_DEGREES + 18) return "";
    const left = screenX(away - 9, width);
    const right = screenX(away + 9, width);
    const kind = chance.pick(`panel ${index}`, ["window", "picture", "door", "window", "curtain", "picture"]);
    return panel({
      kind,
      left,
      right,
      top: height * 0.14,
      skirting,
      place,
      hue: chance.pick(`hue ${index}`, [place.second, place.accent, place.main]),
    });
  });
  const boards = Array.from({ length: 15 }, (_, index) => {
    const x = ((index - 7) / 7) * width * 1.6 + width / 2;
    const near = ((index - 7) / 7) * width * 3 + width / 2;
    return `<path d="M${x.toFixed(0)} ${skirting.toFixed(0)}L${near.toFixed(0)} ${height}" stroke="#3b2418" stroke-opacity=".22" stroke-width="2"/>`;
  });
  return (
    `<defs><linearGradient id="sky" x1="0" y1="0" x2="1" y2=".5"><stop offset="0" stop-color="${lighter(wall, 0.25)}"/><stop offset="1" stop-color="${darker(wall, 0.2)}"/></linearGradient>` +
    `<linearGradient id="ground" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#8f623f"/><stop offset="1" stop-color="#b98455"/></linearGradient></defs>` +
    `<rect width="${width}" height="${height}" fill="url(#sky)"/>${panels.join("")}` +
    `<rect y="${skirting.toFixed(0)}" width="${width}" height="${(height - skirting).toFixed(0)}" fill="url(#ground)"/>${boards.join("")}` +
    `<rect y="${(skirting - height * 0.018).toFixed(0)}" width="${width}" height="${(height * 0.018).toFixed(0)}" fill="#f3e6c8"/>`
  );
}

interface Panel {
  readonly kind: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly skirting: number;
  readonly place: Location;
  readonly hue: string;
}

function panel({ kind, left, right, top, skirting, place, hue }: Panel): string {
  const rect = (x: number, y: number, [w, h]: readonly [number, number], fill: string, extra = ""): string =>
    `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${Math.max(1, w).toFixed(1)}" height="${Math.max(1, h).toFixed(1)}" fill="${fill}" ${extra}/>`;
  const w = right - left;
  const tall = skirting - top;
  const frame = 'stroke="#4a3324" stroke-width="3" rx="4"';
  if (kind === "door")
    return (
      rect(left, top + tall * 0.1, [w, tall * 0.9], hue, frame) +
      rect(left + w * 0.16, top + tall * 0.2, [w * 0.68, tall * 0.28], lighter(hue, 0.14)) +
      rect(left + w * 0.16, top + tall * 0.56, [w * 0.68, tall * 0.32], lighter(hue, 0.14)) +
      `<circle cx="${(left + w * 0.86).toFixed(1)}" cy="${(top + tall * 0.56).toFixed(1)}" r="${Math.max(2, w * 0.04).toFixed(1)}" fill="#f4c62f"/>`
    );
  if (kind === "picture")
    return (
      rect(left + w * 0.1, top + tall * 0.16, [w * 0.8, tall * 0.34], "#dba81f", frame) +
      rect(left + w * 0.17, top + tall * 0.2, [w * 0.66, tall * 0.26], mixColors(hue, "#ffffff", 0.4)) +
      `<circle cx="${(left + w * 0.4).toFixed(1)}" cy="${(top + tall * 0.33).toFixed(1)}" r="${(w * 0.13).toFixed(1)}" fill="${hue}"/>`
    );
  const glass = { morning: "#fde3c4", day: "#bfe3f4", evening: "#ffb27a", night: "#2a3266" }[place.time];
  const window =
    rect(left, top, [w, tall * 0.58], glass, frame) +
    rect(left + w * 0.48, top, [w * 0.04, tall * 0.58], "#f3e6c8") +
    rect(left, top + tall * 0.28, [w, tall * 0.025], "#f3e6c8") +
    rect(left - w * 0.06, top + tall * 0.58, [w * 1.12, tall * 0.035], "#f3e6c8");
  return kind === "curtain"
    ? window +
        rect(left - w * 0.12, top - tall * 0.03, [w * 0.3, tall * 0.75], hue, frame) +
        rect(right - w * 0.18, top - tall * 0.03, [w * 0.3, tall * 0.75], hue, frame)
    : window;
}
