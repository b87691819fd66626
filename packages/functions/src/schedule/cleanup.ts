import "../secrets.ts";
import * as Cleanup from "@likeness/core/cleanup";

/** Once a day: removes intermediate pictures whose time has come. */
export const handler = () => Cleanup.sweep();
