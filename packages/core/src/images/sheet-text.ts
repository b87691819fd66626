import { imageEngine } from "./engine.ts";

/** A picture to lay over another one, with its size known. */
export interface Overlay {
  input: Buffer;
  width: number;
  height: number;
}

export interface TextStyle {
  sizePixels: number;
  /** `#rrggbb`. */
  color: string;
  isBold?: boolean;
  align?: "left" | "center" | "right";
  /** Longer text is cut off with an ellipsis, after this many pixels. */
  maxWidth: number;
}

/** The tallest and deepest sign, unseen: with it every line is equally high, and so all baselines agree. */
const STRUT = '<span alpha="1">|</span>';

/** One line of text as a transparent picture, in whatever sans-serif the machine has. */
export async function lineOfText(text: string, style: TextStyle): Promise<Overlay> {
  const rendered = await render(text, style);
  if (rendered.width <= style.maxWidth || text.length <= 2) return rendered;
  const fits = Math.floor((text.length * style.maxWidth) / rendered.width) - 1;
  return lineOfText(
    `${text.replace(/…$/, "").slice(0, Math.max(1, Math.min(fits, text.length - 2)))}…`,
    style,
  );
}

async function render(
  text: string,
  { sizePixels, color, isBold, align = "left" }: TextStyle,
): Promise<Overlay> {
  const sharp = await imageEngine();
  const ink = `<span foreground="${color}">${escaped(text)}</span>`;
  const line = { left: `${ink}${STRUT}`, right: `${STRUT}${ink}`, center: `${STRUT}${ink}${STRUT}` }[align];
  const font = `sans-serif ${isBold ? "bold " : ""}${sizePixels}`;
  const { data, info } = await sharp({ text: { text: line, font, dpi: 72, rgba: true, wrap: "none" } })
    .png()
    .toBuffer({ resolveWithObject: true });
  return { input: data, width: info.width, height: info.height };
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Text as it is: no markup, no line breaks, no control characters. */
function escaped(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ").replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? "");
}
