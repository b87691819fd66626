import { wrapDegrees } from "./camera.ts";
import { createChance } from "./chance.ts";
import { darker, mixColors } from "./color.ts";
import { HALF_VIEW_DEGREES, type Outlook, screenX } from "./outlook.ts";
import { closedPath } from "./path.ts";
import type { Location } from "./subject.ts";

/** Sky, sun or moon, clouds, hills all around and the ground, panned to the heading. */
export function skyAndGround(
  place: Location,
  { size, azimuth, horizon }: Outlook & { horizon: number },
): string {
  const { width, height } = size;
  const [top, low] = SKIES[place.weather === "cloudy" ? "cloudy" : place.time] ?? SKY_DAY;
  const ground = groundOf(place);
  const chance = createChance(`${place.seed}|sky`);
  const ridge = (share: number, tall: number, color: string) =>
    `<path d="${ridgePath({ chance: createChance(`${place.seed}|${share}`), size, azimuth, horizon, tall: tall * height })}" fill="${color}"/>`;
  const haze = mixColors(low, place.kind === "desert" ? "#c9825a" : "#5f7fa0", 0.42);
  return (
    `<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${top}"/><stop offset="1" stop-color="${low}"/></linearGradient>` +
    `<linearGradient id="ground" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${mixColors(ground, low, 0.35)}"/><stop offset="1" stop-color="${darker(ground, 0.12)}"/></linearGradient></defs>` +
    `<rect width="${width}" height="${(horizon + 2).toFixed(0)}" fill="url(#sky)"/>` +
    lightOfSky(place, { size, azimuth, at: chance.between("sun", [0, 360]) }) +
    clouds(place, { size, azimuth }) +
    ridge(1, place.kind === "mountain" ? 0.3 : 0.13, haze) +
    ridge(2, place.kind === "mountain" ? 0.17 : 0.07, mixColors(haze, ground, 0.5)) +
    `<rect y="${horizon.toFixed(0)}" width="${width}" height="${(height - horizon).toFixed(0)}" fill="url(#ground)"/>` +
    pathStripe({
      ...size,
      horizon,
      x: screenX(wrapDegrees(chance.between("path", [0, 360]) - azimuth), width),
      color: mixColors(ground, place.kind === "harbour" ? "#ffffff" : "#e9d7ac", 0.4),
      away: Math.abs(wrapDegrees(chance.between("path", [0, 360]) - azimuth)),
    })
  );
}

const SKY_DAY = ["#6fb4ea", "#dff1f7"] as const;
const SKIES: Readonly<Record<string, readonly [string, string]>> = {
  morning: ["#8fb8e8", "#fde3c4"],
  day: SKY_DAY,
  evening: ["#5b5aa0", "#ffb27a"],
  night: ["#161b3f", "#46508a"],
  cloudy: ["#8f9db0", "#dbe1e8"],
};

function groundOf({ kind, weather, time }: Location): string {
  if (weather === "snow" || (kind === "mountain" && time === "morning")) return "#eaf1f8";
  const base =
    {
      forest: "#5f8f4a",
      meadow: "#86b552",
      city: "#a5a2ab",
      castle: "#8fa36a",
      harbour: "#5fa9c4",
      desert: "#e6bf7c",
      mountain: "#93a78a",
    }[kind] ?? "#86b552";
  return time === "night" ? darker(base, 0.5) : base;
}

function lightOfSky(
  { time, weather }: Location,
  { size: { width, height }, azimuth, at }: Pick<Outlook, "size" | "azimuth"> & { at: number },
): string {
  if (weather === "cloudy") return "";
  const away = wrapDegrees(at - azimuth);
  if (Math.abs(away) > HALF_VIEW_DEGREES + 15) return "";
  const x = screenX(away, width).toFixed(0);
  const y = (height * (time === "evening" || time === "morning" ? 0.36 : 0.16)).toFixed(0);
  const color = time === "night" ? "#f3f0dc" : "#fff3c4";
  return `<circle cx="${x}" cy="${y}" r="${(height * 0.1).toFixed(0)}" fill="${color}" opacity=".25"/><circle cx="${x}" cy="${y}" r="${(height * 0.055).toFixed(0)}" fill="${color}"/>`;
}

function clouds(
  place: Location,
  { size: { width, height }, azimuth }: Pick<Outlook, "size" | "azimuth">,
): string {
  const chance = createChance(`${place.seed}|clouds`);
  const white = place.time === "night" ? "#6a74a8" : place.time === "evening" ? "#ffd9c0" : "#ffffff";
  return Array.from({ length: 9 }, (_, index) => {
    const away = wrapDegrees(index * 40 + chance.between(`a${index}`, [-14, 14]) - azimuth);
    if (Math.abs(away) > HALF_VIEW_DEGREES + 20) return "";
    const [x, y] = [screenX(away, width), height * chance.between(`y${index}`, [0.08, 0.3])];
    const unit = height * chance.between(`s${index}`, [0.02, 0.036]);
    return [
      [-2.2, 0.3, 1.1],
      [-0.9, -0.3, 1.5],
      [0.8, -0.1, 1.7],
      [2.3, 0.4, 1],
    ]
      .map(
        ([dx = 0, dy = 0, r = 1]) =>
          `<ellipse cx="${(x + dx * unit).toFixed(1)}" cy="${(y + dy * unit).toFixed(1)}" rx="${(r * unit * 1.35).toFixed(1)}" ry="${(r * unit * 0.8).toFixed(1)}" fill="${white}" opacity=".85"/>`,
      )
      .join("");
  }).join("");
}

/** A skyline that closes on itself after a full turn. */
function ridgePath({
  chance,
  size,
  azimuth,
  horizon,
  tall,
}: {
  chance: ReturnType<typeof createChance>;
  size: Outlook["size"];
  azimuth: number;
  horizon: number;
  tall: number;
}): string {
  const waves = [2, 3, 5, 8, 13].map((turns, index) => ({
    turns,
    phase: chance.between(`p${index}`, [0, Math.PI * 2]),
    size: 1 / (1 + index * 0.8),
  }));
  const heightAt = (direction: number): number => {
    const angle = (direction * Math.PI) / 180;
    return (
      tall *
      (0.62 +
        0.2 *
          waves.reduce(
            (sum, { turns, phase, size: weight }) => sum + weight * Math.sin(turns * angle + phase),
            0,
          ))
    );
  };
  const line = Array.from({ length: 61 }, (_, index) => {
    const away = -HALF_VIEW_DEGREES - 2 + ((HALF_VIEW_DEGREES + 2) * 2 * index) / 60;
    return { x: screenX(away, size.width), y: horizon - Math.max(2, heightAt(azimuth + away)) };
  });
  return closedPath([...line, { x: size.width + 20, y: horizon + 2 }, { x: -20, y: horizon + 2 }]);
}

function pathStripe({
  width,
  height,
  horizon,
  x,
  color,
  away,
}: {
  width: number;
  height: number;
  horizon: number;
  x: number;
  color: string;
  away: number;
}): string {
  if (away > 75) return "";
  const foot = width * 0.5 + (x - width * 0.5) * 2.2;
  return `<path d="${closedPath([
    { x: x - width * 0.012, y: horizon },
    { x: x + width * 0.012, y: horizon },
    { x: foot + width * 0.2, y: height + 5 },
    { x: foot - width * 0.2, y: height + 5 },
  ])}" fill="${color}" opacity=".75"/>`;
}
