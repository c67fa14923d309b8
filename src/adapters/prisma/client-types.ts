/**
 * The parts of a generated Prisma client that types are read from. Structural, so that any generator
 * and output path fits, and `@prisma/client` is never imported.
 */

/** What generated delegates carry under their symbol index. */
interface ModelTypes {
  payload: { scalars: object; objects: object };
  operations: { findUnique: { args: { select?: unknown } } };
}

type TypesOf<Client, Model extends PropertyKey> = Model extends keyof Client
  ? Client[Model] extends { [key: symbol]: { types: infer Types extends ModelTypes } }
    ? Types
    : never
  : never;

export type PayloadOf<Client, Model extends PropertyKey> = TypesOf<Client, Model>['payload'];

/** The argument that the client's own `select` takes for the model. */
export type SelectOf<Client, Model extends PropertyKey> = NonNullable<
  TypesOf<Client, Model>['operations']['findUnique']['args']['select']
>;

/** The names of the client's models. */
export type ModelName<Client> = {
  [Key in keyof Client]: Key extends `$${string}` | symbol ? never : Client[Key] extends { findUnique: unknown } ? Key : never;
}[keyof Client] &
  string;

/** What a `select` gives, relations included. */
export type Selected<Payload, Select> = Payload extends { scalars: infer Scalars; objects: infer Objects }
  ? {
      -readonly [Key in keyof Select as Select[Key] extends false | undefined ? never : Key & (keyof Scalars | keyof Objects)]-?:
        | (Key extends keyof Scalars ? Scalars[Key] : Key extends keyof Objects ? Related<Objects[Key], Select[Key]> : never)
        // A select of type boolean, rather than true, may leave the field out.
        | (boolean extends Select[Key] ? undefined : never);
    }
  : never;

type Related<Relation, Argument> = Relation extends readonly (infer Item)[]
  ? SelectedBy<Item, Argument>[]
  : Relation extends null
    ? null
    : SelectedBy<Relation, Argument>;

type SelectedBy<Payload, Argument> = Argument extends { select: infer Select }
  ? Selected<Payload, Select>
  : Payload extends { scalars: infer Scalars }
    ? Scalars
    : never;

/** The type of one field of the model, if it has a field of that name. */
export type FieldOf<Payload, Field extends PropertyKey> = Payload extends { scalars: infer Scalars }
  ? Field extends keyof Scalars
    ? Scalars[Field]
    : never
  : never;

/** The names of what the client can list: its models, and views. */
export type ListedModel<Client> = {
  [Key in keyof Client]: Key extends `$${string}` | symbol ? never : Client[Key] extends { findMany: unknown } ? Key : never;
}[keyof Client] &
  string;

/** The argument of one operation of a model. */
type ArgumentsOf<Client, Model extends PropertyKey, Operation extends PropertyKey> = Model extends keyof Client
  ? Client[Model] extends { [key: symbol]: { types: { operations: { [Name in Operation]: { args: infer Arguments } } } } }
    ? Arguments
    : never
  : never;

/** The conditions that the client's own `findMany` takes. */
export type FilterOf<Client, Model extends PropertyKey> =
  ArgumentsOf<Client, Model, 'findMany'> extends { where?: infer Filter } ? NonNullable<Filter> : never;

/** The `select` that the client's own `findMany` takes. */
export type ListSelectOf<Client, Model extends PropertyKey> =
  ArgumentsOf<Client, Model, 'findMany'> extends { select?: infer Select } ? NonNullable<Select> : never;

/** The changes that the client's own `updateMany` takes. */
export type ChangesOf<Client, Model extends PropertyKey> =
  ArgumentsOf<Client, Model, 'updateMany'> extends { data: infer Changes } ? Changes : never;

/** The names of the model's fields that are no relations. */
export type ScalarFieldOf<Client, Model extends PropertyKey> = Model extends keyof Client
  ? Client[Model] extends { [key: symbol]: { types: { payload: { scalars: infer Scalars } } } }
    ? keyof Scalars & string
    : never
  : never;
