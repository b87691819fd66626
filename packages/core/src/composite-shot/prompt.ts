import { COMPOSITE, FAL } from "../limits.ts";
import type { VisualSpecifications } from "../master-reference/index.ts";
import { viewWords } from "../profile-360/index.ts";
import { nameOfColor } from "./color-names.ts";
import { CAMERAS, type StartInput } from "./input.ts";
import type { Entry } from "./roster.ts";

/** What a prompt is made of. `entries` are in the order in which their pictures are handed over. */
export interface Scene {
  input: StartInput;
  entries: Entry[];
  /** Handed over after all others: a picture that fixes who stands where, and nothing else. */
  hasLayout: boolean;
  /** Who came out wrong before, by key, and what was wrong: said again and louder. */
  corrections: Readonly<Record<string, string>>;
}

/**
 * The prompt of a scene: one line for each picture, numbered as the models count them (image 1 is the first URL), then
 * the scene, the number of figures, light and camera. Deterministic: the same scene gives the same text.
 */
export function compositePrompt(scene: Scene): string {
  const full = promptWith(scene, COMPOSITE.lookMaxChars);
  const excess = full.length - FAL.promptMaxChars;
  if (excess <= 0) return full;
  // The pictures say what somebody looks like; the scene is said nowhere else.
  const share = Math.ceil(excess / Math.max(1, scene.entries.length));
  const shorter = promptWith(scene, Math.max(0, COMPOSITE.lookMaxChars - share));
  if (shorter.length <= FAL.promptMaxChars) return shorter;
  const bare = promptWith(scene, 0);
  const room = Math.max(0, scene.input.description.length - Math.max(0, bare.length - FAL.promptMaxChars));
  const description = scene.input.description.slice(0, room);
  return promptWith({ ...scene, input: { ...scene.input, description } }, 0);
}

function promptWith(scene: Scene, lookMaxChars: number): string {
  const { input, entries, hasLayout } = scene;
  const lines = [
    ...entries.map((entry, index) => entryLine(entry, { number: index + 1, lookMaxChars })),
    ...(hasLayout ? [layoutLine(entries.length + 1)] : []),
    `Scene: ${oneLine(input.description)}`,
    headcount(entries),
    ...correctionLines(scene),
    lightLine(scene),
    cameraLine(input),
  ];
  return lines.filter((line) => line !== "").join("\n");
}

/** The prompt of the sketch that a ControlNet model draws first; it has no references, only the layout. */
export function controlPrompt({ input, entries }: Pick<Scene, "input" | "entries">): string {
  const figures = entries.filter(({ role }) => role === "character").length;
  const place = entries.find(({ role }) => role === "location");
  const where = place?.specifications.environment ? ` Place: ${place.specifications.environment}.` : "";
  return `Composition sketch of a scene with exactly ${figures} figures: ${oneLine(input.description)}.${where}\n${cameraLine(input)}`;
}

function entryLine(entry: Entry, { number, lookMaxChars }: { number: number; lookMaxChars: number }): string {
  const image = `image ${number}`;
  const look = cut(lookOf(entry.specifications), lookMaxChars);
  const known = look ? ` (${look})` : "";
  switch (entry.role) {
    case "character":
      return `Image ${number} is the character "${entry.name}"${known}: keep the face, hair, clothes, colors and proportions exactly as in ${image}. ${standing(entry)}`;
    case "prop":
      return `Image ${number} is the prop "${entry.name}"${known}: keep its shape and colors exactly as in ${image}. ${standing(entry)}`;
    case "location":
      return `Image ${number} is the location "${entry.name}"${known}: the whole scene takes place there, behind everybody.`;
    case "style":
      return `Image ${number} is the style reference: take only the manner of drawing from it, nobody and nothing that it shows.`;
  }
}

function standing({ name, place, azimuthDegrees, pose, role }: Entry): string {
  if (!place) return "";
  const where = `${name} stands at ${percent(place.x)}% from the left and ${percent(place.y)}% from the top of the picture, ${percent(place.height)}% of the picture's height tall`;
  const view = viewWords(azimuthDegrees, role === "prop" ? "prop" : "character");
  return `${where}; ${view}${pose ? `; pose: ${oneLine(pose)}` : ""}.`;
}

function layoutLine(number: number): string {
  return `Image ${number} is the layout guide: take only the places and sizes of the figures from it, no faces, clothes or colors.`;
}

function headcount(entries: Entry[]): string {
  const names = entries.filter(({ role }) => role === "character").map(({ name }) => name);
  if (names.length === 0) return "There is nobody in the picture.";
  const figures = names.length === 1 ? "Exactly one figure" : `Exactly ${names.length} figures`;
  const apart = names.length > 1 ? " Never mix their faces, hair, clothes or colors." : "";
  return `${figures}, each exactly once: ${names.join(", ")}. Nobody else.${apart}`;
}

function correctionLines({ entries, corrections }: Scene): string[] {
  return entries.flatMap(({ key, name }, index) => {
    const wrong = corrections[key];
    return wrong
      ? [`IMPORTANT: ${name} must look exactly as in image ${index + 1}; last time ${wrong}.`]
      : [];
  });
}

function lightLine({ input, entries }: Scene): string {
  const { description, direction, mood } = input.lighting ?? {};
  const place = entries.find(({ role }) => role === "location")?.specifications.lighting;
  const light = [
    description ?? place?.description,
    (direction ?? place?.direction) ? `from ${direction ?? place?.direction}` : undefined,
    (mood ?? place?.mood) ? `${mood ?? place?.mood} mood` : undefined,
  ].filter((part) => part !== undefined);
  return light.length === 0
    ? ""
    : `Light: ${light.map(oneLine).join(", ")}; the same light falls on everybody.`;
}

function cameraLine({ cameraAngle }: StartInput): string {
  const { view = "eye-level", azimuthDegrees = 0, framing } = cameraAngle ?? {};
  const height =
    CAMERAS[view] === 0
      ? "at eye level"
      : `${Math.abs(CAMERAS[view])} degrees ${CAMERAS[view] > 0 ? "above" : "below"} eye level`;
  const around = azimuthDegrees === 0 ? "" : `, camera azimuth ${azimuthDegrees} degrees`;
  return `Camera: ${height}${around}${framing ? `, ${oneLine(framing)}` : ""}.`;
}

/** The locked specification in the words of a prompt. Sides are the subject's own. */
function lookOf(specifications: VisualSpecifications): string {
  const { bodyType, height, faceStructure, eyeColor, hairColor, hairStyle, skinTone, costume, environment } =
    specifications;
  const color = (hex: string | undefined) => (hex ? `${nameOfColor(hex)} ${hex}` : "");
  const parts = [
    [height, bodyType].filter(Boolean).join(" "),
    faceStructure,
    eyeColor && `eyes ${color(eyeColor)}`,
    (hairColor || hairStyle) && `hair ${[hairStyle, color(hairColor)].filter(Boolean).join(" ")}`,
    skinTone && `skin ${color(skinTone)}`,
    ...(costume?.items ?? []).map((item) => `${item.description} ${color(item.color)}`.trim()),
    ...(costume?.marks ?? []).map(({ description, side, color: hex }) =>
      `${description} on the own ${side} side ${color(hex)}`.trim(),
    ),
    environment,
  ];
  return parts
    .filter((part) => part)
    .map((part) => oneLine(String(part)))
    .join(", ");
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function cut(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const end = text.lastIndexOf(",", maxChars);
  return end > 0 ? text.slice(0, end) : text.slice(0, maxChars);
}

function percent(share: number): number {
  return Math.round(share * 100);
}
