/**
 * The interface of Standard Schema 1.0 (https://standardschema.dev), as far as it is used here; written out, as the
 * specification invites, so that nothing needs to be installed. Zod, Valibot and ArkType have it, and others. See
 * docs/decisions/0302-schemas.md.
 */

/** A schema of any library that follows Standard Schema. */
export interface StandardSchema<Output = unknown> {
  /** What the specification asks of a schema: who made it, and the function that checks a value. */
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

/** What a schema says of a value: the value as it wants it, or what is wrong. */
export type SchemaResult<Output> =
  | {
      /** The value that the handler gets. */
      readonly value: Output;
      /** Absent: nothing is wrong. */
      readonly issues?: undefined;
    }
  | {
      /** What is wrong with the value. */
      readonly issues: readonly SchemaIssue[];
    };

/** One thing that is wrong. */
export interface SchemaIssue {
  /** Says what is wrong. */
  readonly message: string;
  /** Where in the value it is: keys from the outside in; absent for the value itself. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

export function isSchema(value: unknown): value is StandardSchema {
  try {
    const inner = (value as Partial<StandardSchema> | null | undefined)?.["~standard"]; // user code may run here
    return typeof inner?.validate === "function";
  } catch {
    return false; // a proxy that was revoked
  }
}
