import "../secrets.ts";
import { project } from "@likeness/core/projection";

/** Every minute: tells the graph what it does not know yet, and completes relations that a dead step left. */
export const handler = () => project();
