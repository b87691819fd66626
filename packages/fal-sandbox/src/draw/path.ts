/** A point of the picture. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A closed polygon, always turning the same way, so that several of them in one path form a union. */
export function closedPath(points: readonly Point[]): string {
  if (points.length < 3) return "";
  const area = signedArea(points);
  if (Math.abs(area) < 0.02) return "";
  const ordered = area > 0 ? points : [...points].reverse();
  return `M${ordered.map(coordinates).join("L")}Z`;
}

/** An open polyline. */
export function openPath(points: readonly Point[]): string {
  return points.length < 2 ? "" : `M${points.map(coordinates).join("L")}`;
}

/** The convex outline around points, counted once around. */
export function convexHull(points: readonly Point[]): readonly Point[] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const lower = halfHull(sorted);
  const upper = halfHull(sorted.reverse());
  return [...lower.slice(0, -1), ...upper.slice(0, -1)];
}

function halfHull(sorted: readonly Point[]): Point[] {
  const hull: Point[] = [];
  for (const point of sorted) {
    while (hull.length >= 2 && !turnsLeft(hull.at(-2), hull.at(-1), point)) hull.pop();
    hull.push(point);
  }
  return hull;
}

function turnsLeft(a: Point | undefined, b: Point | undefined, c: Point): boolean {
  if (a === undefined || b === undefined) return true;
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x) > 0;
}

function signedArea(points: readonly Point[]): number {
  let sum = 0;
  let previous = points.at(-1);
  for (const point of points) {
    if (previous !== undefined) sum += previous.x * point.y - point.x * previous.y;
    previous = point;
  }
  return sum / 2;
}

function coordinates({ x, y }: Point): string {
  return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
