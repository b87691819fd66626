/** A point or direction in figure space: x to the figure's own left, y up, z out of its chest. Units: 100 = a grown-up. */
export interface Vector {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** A point of the picture in figure units (y grows downwards); a larger depth is nearer to the viewer. */
export interface Projected {
  readonly x: number;
  readonly y: number;
  readonly depth: number;
}

/** An orthographic camera that has walked `azimuth` degrees to its own right around the figure. */
export interface Camera {
  readonly azimuth: number;
  readonly elevation: number;
  /** Cosine of the azimuth: 1 sees the front, -1 the back. */
  readonly frontness: number;
  /** Sine of the azimuth: 1 sees the figure's own left side. */
  readonly leftness: number;
  project(point: Vector): Projected;
}

/** A camera by azimuth and elevation in degrees; 90 sees the figure's own left side, looking to the picture's left. */
export function createCamera({ azimuth, elevation }: { azimuth: number; elevation: number }): Camera {
  const sinA = Math.sin(radians(azimuth));
  const cosA = Math.cos(radians(azimuth));
  const sinE = Math.sin(radians(elevation));
  const cosE = Math.cos(radians(elevation));
  return {
    azimuth: ((azimuth % 360) + 360) % 360,
    elevation,
    frontness: cosA,
    leftness: sinA,
    project: ({ x, y, z }) => {
      const towards = x * sinA + z * cosA;
      return { x: x * cosA - z * sinA, y: towards * sinE - y * cosE, depth: towards * cosE + y * sinE };
    },
  };
}

/** Depth of a point on the ground plane, ignoring its height: what stands nearer is drawn later. */
export function groundDepth(camera: Camera, { x, z }: Pick<Vector, "x" | "z">): number {
  return x * camera.leftness + z * camera.frontness;
}

/** A vector by its parts. */
export function vector(x: number, y: number, z: number): Vector {
  return { x, y, z };
}

/** The sum of two vectors. */
export function add(a: Vector, b: Vector): Vector {
  return { x: a.x + b.x, y: a.y + b.y, z: a.z + b.z };
}

/** The point between two points; `share` 0 is `a`, 1 is `b`. */
export function mix(a: Vector, b: Vector, share: number): Vector {
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share, z: a.z + (b.z - a.z) * share };
}

/** Turns a point about the vertical axis through the origin: a positive turn carries +z towards +x. */
export function turn({ x, y, z }: Vector, degrees: number): Vector {
  const sin = Math.sin(radians(degrees));
  const cos = Math.cos(radians(degrees));
  return { x: x * cos + z * sin, y, z: z * cos - x * sin };
}

/** Degrees as radians. */
export function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

/** The same direction between -180 (exclusive) and 180 degrees. */
export function wrapDegrees(degrees: number): number {
  const wrapped = ((degrees % 360) + 360) % 360;
  return wrapped > 180 ? wrapped - 360 : wrapped;
}
