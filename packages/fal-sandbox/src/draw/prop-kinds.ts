/** Nouns of props and the shape each is drawn as; a noun that is missing here becomes a small still life of its own. */
export const PROP_KINDS: Readonly<Record<string, string>> = {
  sword: "sword", blade: "sword", katana: "sword", rapier: "sword", dagger: "sword", lantern: "lantern", lamp: "lamp", candle: "lamp",
  car: "car", automobile: "car", truck: "car", van: "car", taxi: "car", chair: "chair", throne: "chair", armchair: "chair", stool: "chair",
  table: "table", desk: "table", ship: "ship", boat: "ship", sailboat: "ship", galleon: "ship", teapot: "teapot", kettle: "teapot",
  mug: "mug", cup: "mug", teacup: "mug", book: "book", grimoire: "book", journal: "book", chest: "chest", trunk: "chest", box: "chest", crate: "chest",
  bottle: "bottle", potion: "bottle", vial: "bottle", flask: "bottle", vase: "bottle", barrel: "barrel", cask: "barrel", shield: "shield",
  rocket: "rocket", spaceship: "rocket", robotarm: "generic", machine: "generic", gadget: "generic", device: "generic", artifact: "generic",
  amulet: "generic", statue: "generic", instrument: "generic", tool: "generic", toy: "generic", trophy: "generic", crystal: "generic", prop: "generic",
};
