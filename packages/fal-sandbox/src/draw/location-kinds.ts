/** Nouns of places and the landscape each is drawn as. */
export const LOCATION_KINDS: Readonly<Record<string, string>> = {
  forest: "forest", woods: "forest", jungle: "forest", grove: "forest", park: "forest", garden: "forest", meadow: "meadow", field: "meadow", village: "meadow", farm: "meadow", countryside: "meadow", hills: "meadow",
  city: "city", street: "city", town: "city", alley: "city", downtown: "city", square: "city", market: "city", castle: "castle", fortress: "castle", ruins: "castle", temple: "castle", courtyard: "castle", palace: "castle",
  harbour: "harbour", harbor: "harbour", port: "harbour", beach: "harbour", coast: "harbour", island: "harbour", pier: "harbour", lake: "harbour", sea: "harbour", desert: "desert", dunes: "desert", canyon: "desert", mars: "desert", oasis: "desert",
  mountain: "mountain", mountains: "mountain", valley: "mountain", snowfield: "mountain", glacier: "mountain", interior: "interior", room: "interior", library: "interior", kitchen: "interior", tavern: "interior", bedroom: "interior", hall: "interior",
  workshop: "interior", laboratory: "interior", lab: "interior", office: "interior", cave: "interior", cafe: "interior", shop: "interior", studio: "interior", bridge: "interior", cabin: "interior",
};
