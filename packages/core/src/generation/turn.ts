import { LikenessError } from "../errors.ts";
import { LIMITER } from "../limits.ts";
import * as RateLimit from "../rate-limit/index.ts";
import type { Row } from "./record.ts";
import { move } from "./rows.ts";

/** The request's turn has not come: the state machine waits, and submits the same request again. Costs nothing. */
export class NotYet extends LikenessError {
  override name = "NotYet";
  constructor(generationId: string, atMs: number) {
    const at = new Date(atMs).toISOString();
    super(
      "rate",
      "generation.not-yet",
      `${generationId} waits for its turn at the account's limit until ${at}.`,
    );
  }
}

/**
 * Waits nowhere: returns when a planned request may be sent now, throws NotYet when its turn lies ahead. The turn is
 * kept on the row, which stays planned; one that dies here has at most reserved a slot that nobody uses.
 */
export async function takeTurn(row: Row): Promise<void> {
  const { projectId, generationId, turn } = row;
  const nowMs = Date.now();
  if (turn && turn.atMs > nowMs) throw new NotYet(generationId, turn.atMs);
  if (turn?.kind === "slot" && nowMs - turn.atMs <= LIMITER.slotKeptMs) return;
  const given = await RateLimit.reserve({ projectId, generationId, isMaster: isMaster(row) });
  if (given.kind === "slot" && given.atMs <= Date.now()) return;
  const recovery = `Waited for its turn at the account's limit until ${new Date(given.atMs).toISOString()}`;
  await move(row, { from: ["planned"], set: { turn: given, recovery } });
  throw new NotYet(generationId, given.atMs);
}

/** How long a request's turn is ahead, in whole seconds; 0 when it has come. */
export function secondsToTurn({ turn }: Row, nowMs = Date.now()): number {
  return turn ? Math.max(0, Math.ceil((turn.atMs - nowMs) / 1000)) : 0;
}

/** A text describes a master; it belongs to it. */
function isMaster({ kind, target }: Row): boolean {
  return kind === "text" || target?.imageType === "master-reference";
}
