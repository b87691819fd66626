import { type DefinitionSource, defineFunction } from "../../../local/src/lambda/definition.ts";
import type { FunctionDefinition } from "../../../local/src/lambda/runtime.ts";
import { arnOf, physicalName } from "../../../local/src/names.ts";
import type { AppTemplate } from "../../../local/src/template.ts";

/** Functions of the template by ARN, name or `<stack>.<logical id>`; throws for one that is not there. */
export function findDefinitions(
  source: DefinitionSource & { template: AppTemplate },
): (reference: string) => FunctionDefinition {
  const resources = new Map(
    source.template.ofType("AWS::Lambda::Function").flatMap((resource) => {
      const references = [resource.id, physicalName(resource), arnOf(resource, source.place) ?? resource.id];
      return references.map((reference) => [reference, resource] as const);
    }),
  );
  const known = new Map<string, FunctionDefinition>();
  return (reference) => {
    const resource = resources.get(reference);
    if (!resource) throw new Error(`The template has no function "${reference}"`);
    const definition = known.get(resource.id) ?? defineFunction(resource, source);
    known.set(resource.id, definition);
    return definition;
  };
}
