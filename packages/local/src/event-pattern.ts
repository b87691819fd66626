type Condition = string | number | boolean | null | Record<string, unknown>;

const OPERATORS = ["prefix", "suffix", "exists", "anything-but", "numeric", "equals-ignore-case"];

/** EventBridge's matching: every named field must match one of its listed conditions. Fields of lists match by any element. */
export function matchesPattern(pattern: Record<string, unknown>, event: unknown): boolean {
  const fields = (typeof event === "object" && event !== null ? event : {}) as Record<string, unknown>;
  return Object.entries(pattern).every(([name, expected]) => {
    const actual = fields[name];
    if (!Array.isArray(expected)) return matchesPattern(expected as Record<string, unknown>, actual);
    const values = Array.isArray(actual) ? actual : [actual];
    return (expected as Condition[]).some((condition) => values.some((value) => meets(condition, value)));
  });
}

/** Throws for an operator that would otherwise never match, naming the rule. */
export function refuseUnknownOperators(rule: string, pattern: Record<string, unknown>): void {
  for (const [name, expected] of Object.entries(pattern)) {
    if (name.startsWith("$")) throw new Error(`${rule}: the pattern operator ${name} is not supported`);
    if (!Array.isArray(expected)) refuseUnknownOperators(rule, expected as Record<string, unknown>);
    else
      for (const condition of expected as Condition[])
        if (typeof condition === "object" && condition !== null)
          for (const operator of Object.keys(condition))
            if (!OPERATORS.includes(operator))
              throw new Error(`${rule}: the pattern operator "${operator}" is not supported`);
  }
}

function meets(condition: Condition, value: unknown): boolean {
  if (typeof condition !== "object" || condition === null) return value === condition;
  return Object.entries(condition).every(([operator, operand]) => holds(operator, { operand, value }));
}

function holds(operator: string, { operand, value }: { operand: unknown; value: unknown }): boolean {
  const text = typeof value === "string" ? value : undefined;
  switch (operator) {
    case "exists":
      return (value !== undefined) === operand;
    case "prefix":
      return text?.startsWith(String(operand)) ?? false;
    case "suffix":
      return text?.endsWith(String(operand)) ?? false;
    case "equals-ignore-case":
      return text?.toLowerCase() === String(operand).toLowerCase();
    case "anything-but":
      return value !== undefined && ![operand].flat().some((other) => meets(other as Condition, value));
    case "numeric":
      return typeof value === "number" && comparesTo(value, operand as (string | number)[]);
    default:
      return false;
  }
}

function comparesTo(value: number, terms: (string | number)[]): boolean {
  const pairs = terms.flatMap((term, index) =>
    index % 2 === 0 ? [[term, Number(terms[index + 1])] as const] : [],
  );
  return pairs.every(([operator, bound]) => {
    if (operator === "=") return value === bound;
    if (operator === "<") return value < bound;
    if (operator === "<=") return value <= bound;
    if (operator === ">") return value > bound;
    return operator === ">=" && value >= bound;
  });
}
