import { projectRoot } from "../../packages/local/src/project.ts";
import { synthesize } from "../../packages/local/src/synth.ts";
import { type AppTemplate, type Resource, readTemplate } from "../../packages/local/src/template.ts";

/** The template a deploy would ship; synthesized once for all specs, then read from the cache. */
export async function shippedTemplate(): Promise<AppTemplate> {
  return readTemplate(await synthesize({ root: projectRoot() }));
}

/** A state machine's definition, with what is only known at deploy time replaced by readable names. */
export function definitionOf({ properties }: Resource): Definition {
  return JSON.parse(textOf(properties.DefinitionString)) as Definition;
}

export interface Definition {
  TimeoutSeconds?: number;
  StartAt: string;
  States: Record<string, State>;
}

export interface State {
  Type: string;
  Resource?: string;
  TimeoutSeconds?: number;
  Retry?: Array<{ ErrorEquals: string[] }>;
  Catch?: Array<{ ErrorEquals: string[] }>;
  ItemProcessor?: Definition;
  [field: string]: unknown;
}

/** Every state of a machine with its name, those inside maps too. */
export function statesOf(definition: Definition): Array<[string, State]> {
  return Object.entries(definition.States).flatMap(([name, state]) => [
    [name, state] as [string, State],
    ...(state.ItemProcessor ? statesOf(state.ItemProcessor) : []),
  ]);
}

/** Joins a CloudFormation string, writing references as names one can read. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  const node = value as Record<string, unknown>;
  const join = node["Fn::Join"] as [string, unknown[]] | undefined;
  if (join) return join[1].map(textOf).join(join[0]);
  if (node.Ref) return `{${node.Ref}}`;
  const attribute = node["Fn::GetAtt"] as string[] | undefined;
  if (attribute) return `arn:aws:lambda:us-east-1:000000000000:function:${attribute.join(".")}`;
  if (node["Fn::ImportValue"]) return `{${textOf(node["Fn::ImportValue"])}}`;
  throw new Error(`not a string: ${JSON.stringify(value)}`);
}
