import { survivesDeaths } from "../core/projection/deaths.ts";

survivesDeaths(1_000);
