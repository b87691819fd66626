import { expect, test } from "vitest";
import { loadSigner } from "../../packages/fal-sandbox/src/signing.ts";
import { folder, isAuthentic, receiver, sandbox, submit } from "./support/stage.ts";

const keysOf = async (address: string) =>
  (await fetch(address)).json() as Promise<{ keys: Array<{ x: string }> }>;

test("the key outlives the process: a second load publishes and signs with the same one", async () => {
  const dir = await folder();
  const first = await loadSigner({ dir });
  const second = await loadSigner({ dir });
  const message = { requestId: "r", userId: "u", timestampSeconds: 1, body: Buffer.from("{}") };
  expect(second.jwks()).toEqual(first.jwks());
  expect(second.sign(message)).toBe(first.sign(message));
  expect(first.forge(message)).not.toBe(first.sign(message));
});

test("a rotated key signs, and the earlier one stays published, also after a restart", async () => {
  const dir = await folder();
  const signer = await loadSigner({ dir });
  const [old] = signer.jwks().keys;
  await signer.rotate();
  expect(signer.jwks().keys).toHaveLength(2);
  expect(signer.jwks().keys[1]).toEqual(old);
  expect((await loadSigner({ dir })).jwks()).toEqual(signer.jwks());
});

test("jwksRotated: a verifier with the old key set must refresh it", async () => {
  const place = await sandbox({ faults: { jwksRotated: { nth: [1] } } });
  const before = await keysOf(place.jwksUrl);
  const hook = await receiver();
  await submit(place, "fal-ai/flux/dev", { prompt: "x" }, { webhook: hook.url });
  const [delivery] = await hook.count(1);
  expect(await isAuthentic(place, delivery!)).toBe(true);
  const after = await keysOf(place.jwksUrl);
  expect(after.keys[0]).not.toEqual(before.keys[0]);
  expect(after.keys[1]).toEqual(before.keys[0]);
});

test("jwksDown, jwksMalformed and jwksPaddedX strike by the number of the read", async () => {
  const place = await sandbox({
    faults: { jwksDown: { nth: [1] }, jwksMalformed: { nth: [2] }, jwksPaddedX: { nth: [3] } },
  });
  expect((await fetch(place.jwksUrl)).status).toBe(503);
  await expect(keysOf(place.jwksUrl)).rejects.toThrow(SyntaxError);
  const padded = await keysOf(place.jwksUrl);
  const plain = await keysOf(place.jwksUrl);
  expect(padded.keys[0]!.x).toBe(`${plain.keys[0]!.x}=`);
});
