/** A colour in OKLab: lightness 0 to 1, and two opponent axes; equal distances look about equally different. */
export type Lab = readonly [lightness: number, a: number, b: number];

const LINEAR = Float64Array.from({ length: 256 }, (_, value) => {
  const encoded = value / 255;
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
});

/** OKLab of an sRGB colour with channels 0 to 255. */
export function toLab(red: number, green: number, blue: number): Lab {
  const r = LINEAR[red] ?? 0;
  const g = LINEAR[green] ?? 0;
  const b = LINEAR[blue] ?? 0;
  const long = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const medium = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const short = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
    1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short,
    0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short,
  ];
}

/** `#rrggbb` of an OKLab colour; what sRGB cannot show is clipped. */
export function toHex([lightness, a, b]: Lab): string {
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const channels = [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
  return `#${channels.map(channelHex).join("")}`;
}

/** Squared distance; about 0.0004 is a just noticeable difference. */
export function distanceSquared(one: Lab, other: Lab): number {
  const dl = one[0] - other[0];
  const da = one[1] - other[1];
  const db = one[2] - other[2];
  return dl * dl + da * da + db * db;
}

/** The mean of some colours; black of none. */
export function meanLab(colors: readonly Lab[]): Lab {
  let [lightness, a, b] = [0, 0, 0];
  for (const color of colors) {
    lightness += color[0];
    a += color[1];
    b += color[2];
  }
  const count = Math.max(1, colors.length);
  return [lightness / count, a / count, b / count];
}

function channelHex(linear: number): string {
  const clipped = Math.min(1, Math.max(0, linear));
  const encoded = clipped <= 0.0031308 ? clipped * 12.92 : 1.055 * clipped ** (1 / 2.4) - 0.055;
  return Math.round(encoded * 255)
    .toString(16)
    .padStart(2, "0");
}
