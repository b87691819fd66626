import type { Garment } from "./subject.ts";

/** A noun of clothing: where it is worn, which shape it takes, and its usual colour. */
export interface Cloth {
  readonly part: Garment["part"];
  readonly kind: string;
  readonly color?: string;
}

const cloth = (part: Garment["part"], kinds: Readonly<Record<string, string | readonly [string, string]>>) =>
  Object.fromEntries(
    Object.entries(kinds).flatMap(([kind, words]) => {
      const [names, color] = typeof words === "string" ? [words, undefined] : words;
      return names.split(",").map((name) => [name, { part, kind, ...(color ? { color } : {}) }] as const);
    }),
  );

/** Clothing nouns. */
export const CLOTHES: Readonly<Record<string, Cloth>> = {
  ...cloth("top", {
    shirt: "shirt,blouse,tshirt,tee,top,undershirt,polo",
    sweater: "sweater,jumper,pullover,cardigan,turtleneck",
    hoodie: "hoodie,sweatshirt",
    tunic: "tunic,smock",
    dress: "dress,gown,frock,sundress",
    robe: "robe,robes,kimono,cassock,habit,toga",
    armour: ["armour,armor,breastplate,chestplate,cuirass,mail", "#aab4c2"],
    jumpsuit: "jumpsuit,overall,coverall,uniform,spacesuit,suit,bodysuit",
    dungarees: ["dungarees,overalls", "#4a6fb5"],
    vest: "vest,waistcoat,doublet",
  }),
  ...cloth("over", {
    coat: "coat,overcoat,trenchcoat,greatcoat,raincoat,labcoat,parka,duster",
    jacket: "jacket,blazer,anorak,bomber,windbreaker",
  }),
  ...cloth("bottom", {
    dungarees: ["dungarees,overalls", "#4a6fb5"],
    trousers: "trousers,pants,jeans,slacks,leggings,breeches,tights",
    shorts: "shorts,bloomers",
    skirt: "skirt,kilt,petticoat",
  }),
  ...cloth("feet", {
    boots: ["boots,boot,wellies", "#6a4632"],
    shoes: ["shoes,shoe,loafers,sneakers,trainers,slippers,clogs", "#5a4136"],
    sandals: ["sandals,sandal", "#a9784a"],
  }),
  ...cloth("head", {
    brim: "hat,fedora,sunhat,bonnet,cowboyhat,stetson",
    straw: ["strawhat", "#e2bf6a"],
    wizard: "wizardhat,witchhat,pointedhat",
    top: ["tophat", "#302e38"],
    cap: "cap,baseballcap",
    beanie: "beanie,toque,knithat,woolhat,bobblehat",
    beret: "beret",
    crown: ["crown,tiara,coronet,circlet", "#dba81f"],
    helmet: ["helmet,helm", "#aab4c2"],
    hood: "hood",
    captain: ["captainhat,sailorhat,peakedcap", "#f4f2ec"],
    tricorn: ["tricorn,piratehat", "#302e38"],
    chef: ["chefhat,toqueblanche", "#f4f2ec"],
    headband: "headband,bandana,hairband,ribbon",
    bubble: ["spacehelmet", "#e8ecf2"],
    horned: ["hornedhelmet", "#aab4c2"],
    headphones: "headphones,earmuffs",
    flowercrown: ["flowercrown,wreath", "#4f9a55"],
  }),
  ...cloth("neck", {
    scarf: "scarf,shawl,muffler",
    tie: "tie,necktie",
    bowtie: "bowtie",
    necklace: ["necklace,pendant,amulet,medallion", "#dba81f"],
    kerchief: "kerchief,neckerchief,cravat",
  }),
  ...cloth("back", {
    cape: "cape,cloak,mantle,poncho",
    rucksack: ["rucksack,backpack,knapsack,pack", "#a5693c"],
    wings: ["wings,wing", "#f0e2b6"],
    quiver: ["quiver", "#8a5a38"],
  }),
  ...cloth("waist", { belt: ["belt,girdle", "#5e3d29"], sash: "sash,cummerbund" }),
  ...cloth("hands", { gloves: "gloves,mittens,gauntlets" }),
  ...cloth("eyes", {
    glasses: ["glasses,spectacles", "#39343f"],
    goggles: ["goggles", "#a9763c"],
    sunglasses: ["sunglasses,shades", "#26232b"],
  }),
  ...cloth("front", { apron: ["apron", "#f4f2ec"] }),
};
