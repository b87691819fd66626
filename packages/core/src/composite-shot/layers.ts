import type { Place } from "./layout.ts";
import type { Box, CastReport } from "./report.ts";
import type { Entry } from "./roster.ts";

/** A typical figure is this much wider than tall; only used where nothing was found. */
const FIGURE_ASPECT = 0.42;

/** One reference in the picture: its box in shares of it, whether it was found there or only asked to be. */
export interface Layer {
  key: string;
  referenceId: string;
  role: Entry["role"];
  name: string;
  box: Box;
  boxSource: "found" | "asked";
  /** Share of the picture it covers; null when it was not measured. */
  coverage: number | null;
  /** 0 is at the very back. */
  order: number;
}

/** All given references from back to front: the place, then whoever stands higher in the picture before who stands lower. */
export function layersOf(
  entries: Entry[],
  { report, dropped }: { report: CastReport | undefined; dropped: Entry[] },
): Layer[] {
  const found = new Map(report?.figures.map((figure) => [figure.key, figure]));
  const shown = entries.filter((entry) => entry.role !== "style" && !dropped.includes(entry));
  const layers = shown.flatMap((entry) => {
    const { key, referenceId, role, name } = entry;
    const figure = found.get(key);
    if (figure?.verdict === "missing") return [];
    const box = figure?.box ?? askedBox(entry);
    const boxSource: Layer["boxSource"] = figure?.box ? "found" : "asked";
    const coverage = role === "location" ? 1 : (figure?.coverage ?? null);
    return [{ key, referenceId, role, name, box, boxSource, coverage }];
  });
  const depth = ({ role, box }: Omit<Layer, "order">) => (role === "location" ? -1 : box.y + box.height);
  return layers.sort((a, b) => depth(a) - depth(b)).map((layer, order) => ({ ...layer, order }));
}

/** Where a reference was asked to be; the whole picture for a place. */
function askedBox({ place, role }: Pick<Entry, "place" | "role">): Box {
  if (!place || role === "location") return { x: 0, y: 0, width: 1, height: 1 };
  return boxAt(place, FIGURE_ASPECT * (9 / 16));
}

/** The box of something that stands at a place; `aspect` is its width by its height, in shares of the picture. */
function boxAt({ x, y, height }: Place, aspect: number): Box {
  const width = height * aspect;
  const left = Math.max(0, x - width / 2);
  const top = Math.max(0, y - height);
  return { x: left, y: top, width: Math.min(1, x + width / 2) - left, height: y - top };
}
