import { apiId, arnOf, type Place, physicalName } from "./names.ts";
import type { AppTemplate, Resource } from "./template.ts";

/** Turns template values into the plain values that a deploy would have put there. */
export interface Resolver {
  /** Throws, naming the stack, for anything CloudFormation could resolve and this cannot. */
  value(stack: string, value: unknown): unknown;
  text(stack: string, value: unknown): string;
  /** A property of the resource, resolved in its own stack; undefined when absent. */
  property(resource: Resource, name: string): unknown;
}

export interface ResolverOptions {
  template: AppTemplate;
  place: Place;
  /** Where the listener of an HTTP API answers on this machine, e.g. `http://127.0.0.1:4510`. */
  apiUrl(api: Resource): string;
}

type Scope = ResolverOptions & { stack: string };

/** Ref, GetAtt, Join, Sub, Select, Split, ImportValue and pseudo parameters; the URL of an HTTP API becomes the local one. */
export function createResolver(options: ResolverOptions): Resolver {
  const localize = urlLocalizer(options);
  const value = (stack: string, input: unknown) =>
    mapStrings(resolve({ ...options, stack }, input), localize);
  const text = (stack: string, input: unknown) => {
    const resolved = value(stack, input);
    if (typeof resolved === "string" || typeof resolved === "number" || typeof resolved === "boolean")
      return String(resolved);
    throw new Error(`${stack}: expected text, found ${JSON.stringify(resolved)}`);
  };
  return {
    value,
    text,
    property: (resource, name) =>
      resource.properties[name] === undefined ? undefined : value(resource.stack, resource.properties[name]),
  };
}

function resolve(scope: Scope, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(scope, item));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? [];
  if (entries.length === 1 && name !== undefined && (name === "Ref" || name.startsWith("Fn::")))
    return intrinsic(scope, { name, argument });
  return Object.fromEntries(entries.map(([key, item]) => [key, resolve(scope, item)]));
}

function intrinsic(scope: Scope, { name, argument }: { name: string; argument: unknown }): unknown {
  switch (name) {
    case "Ref":
      return reference(scope, String(argument));
    case "Fn::GetAtt": {
      const [logicalId, ...attribute] = Array.isArray(argument) ? argument : String(argument).split(".");
      return attributeOf(scope, { logicalId: String(logicalId), attribute: attribute.join(".") });
    }
    case "Fn::Join": {
      const [separator, items] = resolve(scope, argument) as [string, unknown[]];
      return items.map(String).join(separator);
    }
    case "Fn::Sub":
      return substitute(scope, argument);
    case "Fn::Select": {
      const [index, items] = resolve(scope, argument) as [number | string, unknown[]];
      return items[Number(index)];
    }
    case "Fn::Split": {
      const [separator, text] = resolve(scope, argument) as [string, string];
      return text.split(separator);
    }
    case "Fn::ImportValue":
      return imported(scope, String(resolve(scope, argument)));
    default:
      throw new Error(`${scope.stack}: the local cloud cannot resolve ${name}`);
  }
}

function reference(scope: Scope, name: string): unknown {
  if (name.startsWith("AWS::")) return pseudoParameter(scope, name);
  const resource = scope.template.find(scope.stack, name);
  if (resource) return referenceTo(scope, resource);
  const parameter = scope.template.parameter(scope.stack, name);
  if (!parameter) throw new Error(`${scope.stack}: Ref to "${name}", which the template does not define`);
  if (parameter.type.startsWith("AWS::SSM::Parameter::Value"))
    return storedParameter(scope, String(parameter.default));
  return parameter.default;
}

function referenceTo(scope: Scope, resource: Resource): string {
  if (resource.type === "AWS::ApiGatewayV2::Api") return apiId(resource);
  if (resource.type === "AWS::StepFunctions::StateMachine")
    return arnOf(resource, scope.place) ?? resource.id;
  if (resource.type.startsWith("AWS::ApiGatewayV2::")) return resource.logicalId;
  return physicalName(resource);
}

function attributeOf(
  scope: Scope,
  { logicalId, attribute }: { logicalId: string; attribute: string },
): unknown {
  const resource = scope.template.find(scope.stack, logicalId);
  if (!resource)
    throw new Error(`${scope.stack}: GetAtt on "${logicalId}", which the template does not define`);
  if (attribute === "Arn") {
    const arn = arnOf(resource, scope.place);
    if (arn) return arn;
  }
  if (attribute === "Name") return physicalName(resource);
  if (resource.type === "AWS::ApiGatewayV2::Api" && attribute === "ApiEndpoint")
    return scope.apiUrl(resource);
  if (resource.type === "AWS::SSM::Parameter" && attribute === "Value")
    return resolve(scope, resource.properties.Value);
  throw new Error(
    `${resource.id} (${resource.type}): the local cloud does not know its attribute ${attribute}`,
  );
}

function substitute(scope: Scope, argument: unknown): string {
  const [text, variables] = Array.isArray(argument)
    ? (argument as [string, Record<string, unknown>])
    : [String(argument), {}];
  return text.replace(/\$\{(!?)([^}]+)\}/g, (whole, literal: string, name: string) => {
    if (literal) return whole.replace("!", "");
    if (name in variables) return String(resolve(scope, variables[name]));
    const [logicalId, ...attribute] = name.split(".");
    return attribute.length > 0
      ? String(attributeOf(scope, { logicalId: logicalId ?? "", attribute: attribute.join(".") }))
      : String(reference(scope, name));
  });
}

function imported(scope: Scope, name: string): unknown {
  const found = scope.template.exported(name);
  if (!found) throw new Error(`${scope.stack}: no stack exports "${name}"`);
  return resolve({ ...scope, stack: found.stack }, found.value);
}

function storedParameter(scope: Scope, name: string): unknown {
  const found = scope.template
    .ofType("AWS::SSM::Parameter")
    .find((resource) => resolve({ ...scope, stack: resource.stack }, resource.properties.Name) === name);
  if (!found) throw new Error(`${scope.stack}: no stack writes the parameter "${name}"`);
  return resolve({ ...scope, stack: found.stack }, found.properties.Value);
}

function pseudoParameter({ place, stack }: Scope, name: string): string | undefined {
  const values: Record<string, string | undefined> = {
    "AWS::AccountId": place.accountId,
    "AWS::Region": place.region,
    "AWS::Partition": place.partition,
    "AWS::URLSuffix": place.urlSuffix,
    "AWS::StackName": stack,
    "AWS::StackId": `arn:${place.partition}:cloudformation:${place.region}:${place.accountId}:stack/${stack}/local`,
    "AWS::NoValue": undefined,
  };
  if (!(name in values)) throw new Error(`${stack}: unknown pseudo parameter ${name}`);
  return values[name];
}

function urlLocalizer({ template, place, apiUrl }: ResolverOptions): (text: string) => string {
  const apis = template.ofType("AWS::ApiGatewayV2::Api");
  return (text) => {
    if (!text.includes(".execute-api.")) return text;
    return apis.reduce((result, api) => {
      const deployed = `https://${apiId(api)}.execute-api.${place.region}.${place.urlSuffix}`;
      return result.includes(deployed) ? result.replaceAll(deployed, apiUrl(api)) : result;
    }, text);
  };
}

function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, change)]));
}
