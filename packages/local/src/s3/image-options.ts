import { IMAGE_LIMITS } from "./limits.ts";

const FITS = ["scale-down", "contain", "cover", "crop", "pad"] as const;
const FORMATS = ["auto", "webp", "avif", "jpeg", "json"] as const;

/** The options of `/cdn-cgi/image/<options>/…`; sides in pixels. Without a format the source's is kept. */
export type ImageOptions = {
  width?: number;
  height?: number;
  fit: (typeof FITS)[number];
  format?: (typeof FORMATS)[number];
  quality: number;
};

/** An option or value that is not known; the message names it and what is allowed. */
export class ImageOptionError extends Error {
  override readonly name = "ImageOptionError";
}

/** Reads comma-separated `name=value` options with their long or short names. */
export function parseImageOptions(text: string): ImageOptions {
  const options: ImageOptions = { fit: "scale-down", quality: IMAGE_LIMITS.qualityDefault };
  const given = new Set<string>();
  for (const part of text.split(",")) {
    const equals = part.indexOf("=");
    const name = LONG_NAMES.get(part.slice(0, Math.max(equals, 0)));
    if (!name) throw new ImageOptionError(`Unknown image option "${part}"; known are ${KNOWN}.`);
    if (given.has(name)) throw new ImageOptionError(`The image option "${name}" is given twice.`);
    given.add(name);
    READERS[name](options, part.slice(equals + 1));
  }
  return options;
}

type OptionName = keyof ImageOptions;

const LONG_NAMES = new Map<string, OptionName>([
  ["width", "width"],
  ["w", "width"],
  ["height", "height"],
  ["h", "height"],
  ["fit", "fit"],
  ["format", "format"],
  ["f", "format"],
  ["quality", "quality"],
  ["q", "quality"],
]);
const KNOWN = "width|w, height|h, fit, format|f and quality|q, as name=value separated by commas";

const READERS: Record<OptionName, (options: ImageOptions, value: string) => void> = {
  width: (options, value) => {
    options.width = readNumber("width", { value, max: IMAGE_LIMITS.sideMaxPixels });
  },
  height: (options, value) => {
    options.height = readNumber("height", { value, max: IMAGE_LIMITS.sideMaxPixels });
  },
  quality: (options, value) => {
    options.quality = readNumber("quality", { value, max: 100 });
  },
  fit: (options, value) => {
    options.fit = readChoice("fit", { value, choices: FITS });
  },
  format: (options, value) => {
    options.format = readChoice("format", { value, choices: FORMATS });
  },
};

function readNumber(name: string, { value, max }: { value: string; max: number }): number {
  const number = /^\d{1,6}$/.test(value) ? Number(value) : 0;
  if (number >= 1 && number <= max) return number;
  throw new ImageOptionError(`The image option ${name}="${value}" must be a whole number from 1 to ${max}.`);
}

function readChoice<T extends string>(
  name: string,
  { value, choices }: { value: string; choices: readonly T[] },
): T {
  const choice = choices.find((candidate) => candidate === value);
  if (choice) return choice;
  throw new ImageOptionError(`The image option ${name}="${value}" must be one of: ${choices.join(", ")}.`);
}
