/** Aspect ratios that endpoints without free sizes understand. */
export type RatioName = "21:9" | "16:9" | "3:2" | "4:3" | "5:4" | "1:1" | "4:5" | "3:4" | "2:3" | "9:16";
export type ResolutionName = "1K" | "2K" | "4K";

interface Size {
  width: number;
  height: number;
}

/** The named ratio closest to `size`, compared by factor, so that 2:1 and 1:2 err alike. */
export function nearestRatio(size: Size, ratios: readonly RatioName[]): RatioName {
  const distance = (name: RatioName) =>
    Math.abs(Math.log(ratioOf(name)) - Math.log(size.width / size.height));
  return ratios.reduce((best, name) => (distance(name) < distance(best) ? name : best), "1:1");
}

/** The cheapest named resolution that holds the longer side, or the largest there is. */
export function smallestResolution(
  { width, height }: Size,
  resolutions: Readonly<Record<ResolutionName, number>>,
): ResolutionName {
  const names = ["1K", "2K", "4K"] as const;
  return names.find((name) => Math.max(width, height) <= resolutions[name]) ?? "4K";
}

function ratioOf(name: RatioName): number {
  const [width = 1, height = 1] = name.split(":").map(Number);
  return width / height;
}
