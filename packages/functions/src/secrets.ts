import { provideSecrets } from "@likeness/core/config";
import { Config } from "sst/node/config";

/** Imported by handlers that have secrets bound: hands the values over once, before anything asks for them. */
const values = Object.entries(Config).filter(
  (entry): entry is [string, string] => typeof entry[1] === "string",
);
provideSecrets(Object.fromEntries(values));
