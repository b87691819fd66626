import type { Delivered } from "../support/webhook-stage.ts";
import { signedBy, USER, type WebhookStage } from "../support/webhook-stage.ts";
import { type Chance, idOf } from "./chance.ts";
import { ADDRESS_KEY, type ClonedRow } from "./row-cloner.ts";

/** What an attacker may have at hand: rows in every state, and deliveries that were taken already. */
export interface Targets {
  /** Waiting for the very delivery that the attacks spoil. */
  waiting: ClonedRow[];
  /** Any other row, in whatever state; their requests are not the waiting ones'. */
  others: ClonedRow[];
  /** Taken before, as they were sent. */
  taken: { row: ClonedRow; delivery: Delivered }[];
}

interface Draw {
  chance: Chance;
  stage: WebhookStage;
  targets: Targets;
}

export type Attack = (draw: Draw) => Delivered;

/** What FAL itself would send about a row's request: an answer, an answer without payload, or a refusal. */
export function genuine({ stage, chance }: Omit<Draw, "targets">, row: ClonedRow, address = row): Delivered {
  const fields = chance.pick([
    {},
    { payload: null, payload_error: "not serializable" },
    {
      status: "ERROR",
      error: "Invalid status code: 422",
      payload: { detail: [{ type: "generation_timeout" }] },
    },
  ]);
  return at(address, signedBy(stage.signer, { requestId: row.requestId, fields }));
}

function at(row: ClonedRow, signed: Pick<Delivered, "headers" | "body">): Delivered {
  return { path: { jobId: row.jobId, generationId: row.generationId }, key: ADDRESS_KEY, ...signed };
}

/** Every class of hostile delivery. None may change anything; each is a genuine one but for what its name says. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  "one bit of the body": (draw) => {
    const delivery = genuine(draw, draw.chance.pick(draw.targets.waiting));
    return { ...delivery, body: flipped(delivery.body, draw.chance) };
  },
  "one bit of the signature": (draw) =>
    changed(draw, "signature", (text) => flipped(Buffer.from(text, "hex"), draw.chance).toString("hex")),
  "one bit of the timestamp": (draw) => changed(draw, "timestamp", (text) => flippedText(text, draw.chance)),
  "one bit of the request id": (draw) =>
    changed(draw, "request-id", (text) => flippedText(text, draw.chance)),
  "one bit of the user id": (draw) => changed(draw, "user-id", (text) => flippedText(text, draw.chance)),
  "signed for another account": ({ chance, stage, targets }) => {
    const { requestId, ...row } = chance.pick(targets.waiting);
    const userId = chance.pick([
      ...[`${USER}0`, USER.slice(0, -1), USER.toUpperCase(), ` ${USER}`, `${USER},other`],
      ...[`github|${chance.below(10_000_000)}`, "google-oauth2|1", "*", "null"].filter((id) => id !== USER),
    ]);
    return at({ requestId, ...row }, signedBy(stage.signer, { requestId, userId }));
  },
  "taken before, sent again": ({ chance, stage, targets }) => {
    const { row, delivery } = chance.pick(targets.taken);
    // As it was seen on the wire, or as FAL itself repeats it: signed anew.
    if (chance.next() < 0.5) return delivery;
    const { requestId } = row;
    return at(row, signedBy(stage.signer, { requestId, body: delivery.body }));
  },
  "signed too long ago, or too far ahead": ({ chance, stage, targets }) => {
    const row = chance.pick(targets.waiting);
    const seconds = 301 + Math.floor(10 ** (chance.next() * 7));
    const now = Math.floor(Date.now() / 1000);
    // A second of slack ahead: the clock goes on between here and there.
    const timestamp = chance.next() < 0.5 ? now - seconds : now + seconds + 5;
    return at(row, signedBy(stage.signer, { requestId: row.requestId, timestamp }));
  },
  "about another generation's request": (draw) => {
    const { chance, targets } = draw;
    const about = chance.pick([chance.pick(targets.waiting), chance.pick(targets.taken).row]);
    const strangers = chance.next() < 0.3 ? targets.waiting : targets.others;
    const to = chance.pick(strangers.filter(({ generationId }) => generationId !== about.generationId));
    const unknown = chance.next() < 0.05;
    const delivery = genuine(draw, about, unknown ? { ...to, generationId: idOf("gen", chance) } : to);
    return {
      ...delivery,
      key: chance.pick([ADDRESS_KEY, ADDRESS_KEY, ADDRESS_KEY, undefined, "", "another"]),
    };
  },
  "a signed body that is too large, too deep or not JSON": ({ chance, stage, targets }) => {
    const row = chance.pick(targets.waiting);
    const body = spoiledBody(row.requestId, chance);
    return at(row, signedBy(stage.signer, { requestId: row.requestId, body }));
  },
};

function changed(draw: Draw, name: string, change: (text: string) => string): Delivered {
  const delivery = genuine(draw, draw.chance.pick(draw.targets.waiting));
  const header = `x-fal-webhook-${name}`;
  return {
    ...delivery,
    headers: { ...delivery.headers, [header]: change(delivery.headers[header] ?? "") },
  };
}

function flipped(bytes: Buffer, chance: Chance): Buffer {
  const copy = Buffer.from(bytes);
  const at = chance.below(copy.byteLength);
  copy.writeUInt8(copy.readUInt8(at) ^ (1 << chance.below(8)), at);
  return copy;
}

/** Headers travel as Latin-1. */
function flippedText(text: string, chance: Chance): string {
  return flipped(Buffer.from(text, "latin1"), chance).toString("latin1");
}

const MEBIBYTE = 1024 * 1024;

function spoiledBody(requestId: string, chance: Chance): Buffer {
  const genuineText = `{"request_id":"${requestId}","status":"OK","payload":{"images":[]}}`;
  const levels = 1_000 + chance.below(30_000);
  const deep = "[".repeat(levels) + "]".repeat(levels);
  const draw = chance.below(100);
  if (draw < 4) {
    const padding = "x".repeat(MEBIBYTE + chance.below(4_000));
    return Buffer.from(genuineText.replace("{", `{"padding":"${padding}",`));
  }
  if (draw < 12) return Buffer.from(deep);
  if (draw < 20) return Buffer.from(genuineText.replace('{"images":[]}', deep));
  if (draw < 30) return Buffer.from(`{"a":${'{"a":'.repeat(levels)}1${"}".repeat(levels)}}`);
  if (draw < 45) return chance.bytes(1 + chance.below(400));
  if (draw < 60) return Buffer.from(genuineText.slice(0, chance.below(genuineText.length - 1)));
  return Buffer.from(
    chance.pick([
      ...["", "null", "[]", "0", "-0", "1e999", '""', "<html>502</html>", "\u0000", "\ufeff{}", "{}"],
      ...[`${genuineText},`, `[${genuineText}]`, `"${requestId}"`, genuineText.replace(requestId, "")],
      ...[`{"request_id":["${requestId}"],"status":"OK"}`, `{"__proto__":{"request_id":"${requestId}"}}`],
      ...[`{"request_id":"${requestId}"}`, `{"request_id":"${requestId}","status":"DONE"}`],
      ...[genuineText.replace('"OK"', "null"), genuineText.replaceAll('"', "'"), `${genuineText}{}`],
    ]),
  );
}
