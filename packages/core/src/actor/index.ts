import { AsyncLocalStorage } from "node:async_hooks";
import { LikenessError } from "../errors.ts";

/** Who is calling: the JWT's subject, the person the rows belong to. */
export interface Actor {
  person: string;
}

const storage = new AsyncLocalStorage<Actor>();

/** Runs `body` on behalf of `actor`; set once at the edge, so tenancy is never a parameter. */
export function withActor<R>(actor: Actor, body: () => R): R {
  return storage.run(actor, body);
}

/** The caller; throws `auth.missing` outside a request. */
export function useActor(): Actor {
  const actor = storage.getStore();
  if (!actor) throw new LikenessError("auth", "auth.missing", "This needs a signed-in caller.");
  return actor;
}
