/** What the camera was asked to do. */
export interface View {
  /** Degrees, 0-360. */
  readonly azimuth: number;
  /** Degrees above eye level, already softened: drawings tilt a little only. */
  readonly elevation: number;
  /** 1 shows the whole figure. */
  readonly scale: number;
  /** False when nothing in the request named a side to look from. */
  readonly asked: boolean;
}

const REST_ELEVATION = 7;

/** The view of a request: `horizontal_angle` where given, else the words of the prompt, else the front. */
export function readView(input: Record<string, unknown>): View {
  const prompt = promptOf(input);
  const given = numberOf(input, "horizontal_angle");
  const turned = numberOf(input, "rotate_right_left");
  const spoken = azimuthOfText(prompt);
  const azimuth = given ?? turned ?? spoken ?? 0;
  const vertical = Math.max(-30, Math.min(90, numberOf(input, "vertical_angle") ?? 0));
  const zoom = Math.max(0, Math.min(10, numberOf(input, "zoom") ?? 5));
  return {
    azimuth: ((azimuth % 360) + 360) % 360,
    elevation: REST_ELEVATION + vertical * 0.22,
    scale: 0.65 + zoom * 0.07,
    asked: given !== undefined || turned !== undefined || spoken !== undefined,
  };
}

/** All words of a request that describe what to draw. */
export function promptOf(input: Record<string, unknown>): string {
  return ["prompt", "additional_prompt"]
    .map((key) => input[key])
    .filter((value) => typeof value === "string")
    .join(", ");
}

/** The camera azimuth that a text asks for, in degrees; undefined when it names none. */
export function azimuthOfText(text: string): number | undefined {
  const lower = text.toLowerCase();
  const number =
    /(?:azimuth|angle|rotation|rotated|turned|view)\D{0,14}?(\d{1,3})\s*(?:°|deg)/.exec(lower) ??
    /(\d{1,3})\s*(?:°|degrees?)\s*(?:azimuth|angle|view|rotation|turn)/.exec(lower) ??
    /azimuth\D{0,10}?(\d{1,3})/.exec(lower);
  if (number?.[1] !== undefined) return Number(number[1]) % 360;
  return WORDED.find(({ pattern }) => pattern.test(lower))?.azimuth;
}

/** The text without the words that only say where the camera stands. */
export function withoutViewWords(text: string): string {
  let rest = text.toLowerCase();
  for (const pattern of VIEW_WORDS) rest = rest.replace(pattern, " ");
  return rest
    .replace(/\s+/g, " ")
    .replace(/\s+([,.;])/g, "$1")
    .replace(/([,.;])(?:\s*[,.;])+/g, "$1")
    .trim();
}

const LEFT =
  "(?:looking |looks |look |facing |faces |face |turned |pointing |points |point )(?:\\w+ ){0,3}?(?:to |towards? |at )?(?:the )?(?:picture'?s? |image'?s? |viewer'?s? )?left";
const RIGHT = LEFT.replace(/left$/, "right");
const REAR = "(?:back|rear|behind)";
const QUARTER = "(?:three[- ]quarters?|3/4)";

/** Most telling first: a rear three-quarter view that names a side must not end as a plain back view. */
const WORDED: readonly { pattern: RegExp; azimuth: number }[] = [
  {
    pattern: new RegExp(
      `(?:${REAR}|from behind).{0,40}${QUARTER}.{0,60}${RIGHT}|${QUARTER}.{0,20}${REAR}.{0,60}${RIGHT}|${REAR}[- ]left`,
    ),
    azimuth: 225,
  },
  { pattern: new RegExp(`${REAR}.{0,40}${QUARTER}|${QUARTER}.{0,20}${REAR}|${REAR}[- ]right`), azimuth: 135 },
  { pattern: new RegExp(`${QUARTER}.{0,60}${RIGHT}|front[- ]left|left ${QUARTER}`), azimuth: 315 },
  { pattern: new RegExp(`${QUARTER}|front[- ]right`), azimuth: 45 },
  {
    pattern: new RegExp(
      `(?:${REAR}) view|view from (?:the )?(?:${REAR})|seen from (?:the )?(?:${REAR})|from behind|facing away`,
    ),
    azimuth: 180,
  },
  { pattern: new RegExp(`${RIGHT}|left (?:side )?(?:view|profile)|left side view`), azimuth: 270 },
  {
    pattern: new RegExp(
      `${LEFT}|right (?:side )?(?:view|profile)|profile view|in profile|side view|\\bprofile\\b`,
    ),
    azimuth: 90,
  },
  {
    pattern: /front(?:al)? view|facing (?:the )?(?:camera|viewer)|head[- ]on|seen from the front/,
    azimuth: 0,
  },
];

const VIEW_WORDS: readonly RegExp[] = [
  /(?:camera )?(?:azimuth|angle|rotation|rotated|turned)\D{0,14}?\d{1,3}\s*(?:°|deg(?:rees)?)?/g,
  /\d{1,3}\s*(?:°|degrees?)(?:\s*(?:azimuth|angle|view|rotation|turn))?/g,
  new RegExp(`(?:${LEFT}|${RIGHT})(?: edge| side)?(?: of (?:the )?(?:picture|image|frame|viewer))?`, "g"),
  new RegExp(
    `(?:${REAR}|front|left|right|side|${QUARTER}|[- ])*(?:${REAR}|front|side|profile|${QUARTER})[- ]?(?:left |right )?(?:side )?(?:views?|profile)`,
    "g",
  ),
  /(?:seen |viewed |shot |view )?from (?:the )?(?:back|rear|behind|front|side|left|right)(?: side)?/g,
  /(?:facing|looking at|looks at|faces) (?:the )?(?:camera|viewer)|facing away(?: from (?:the )?(?:camera|viewer))?|head[- ]on|in profile|three[- ]quarters?(?: view)?|3\/4(?: view)?/g,
  /\bprofile\b|same character|turnaround|camera walks? \w+|eye[- ]level(?: shot)?/g,
];

function numberOf(input: Record<string, unknown>, key: string): number | undefined {
  const value = input[key];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
