export { type Artist, createArtist } from "./artist.ts";
