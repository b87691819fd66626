import { relative } from "node:path";
import { projectRoot } from "./project.ts";
import { synthesize } from "./synth.ts";
import { fail, print } from "./terminal.ts";

// `npm run synth`: the templates that a deploy would ship, written without an account.
try {
  const root = projectRoot();
  const assembly = await synthesize({ root, onProgress: (text) => print(`${text} …`) });
  for (const { name, templateFile } of assembly.stacks) print(`${name}  ${relative(root, templateFile)}`);
} catch (error) {
  fail(error);
}
