import { survivesDeaths } from "./deaths.ts";

// The long run, of 1,000, is among the engines' specs.
survivesDeaths(100);
