import type { Recipe } from "./prop.ts";
import { drawCar } from "./prop-car.ts";
import { drawRocket } from "./prop-rocket.ts";
import { drawShip } from "./prop-ship.ts";

/** Things that carry people. Their front is +z. */
export const VEHICLES: Readonly<Record<string, Recipe>> = {
  car: drawCar,
  ship: drawShip,
  rocket: drawRocket,
};
