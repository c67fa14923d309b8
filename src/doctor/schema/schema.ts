/** What the doctor reads of a Prisma schema: its models, with everything that concerns relations and keys. */
export interface Schema {
  /** As the datasource names it, such as `postgresql`; `null` without a datasource. */
  provider: string | null;
  /** Whether the client does what foreign keys would do: by `relationMode = "prisma"`, and always on MongoDB. */
  emulatesRelations: boolean;
  /** Models alone, without views and composite types; in the order of the schema. */
  models: ReadonlyMap<string, Model>;
  relations: readonly Relation[];
}

export interface Model {
  name: string;
  /** `undefined` where the schema was given as one text. */
  file: string | undefined;
  /** Of its first line, from 1. */
  line: number;
  /** The documentation comments right above, a line each, without the slashes. */
  documentation: readonly string[];
  fields: ReadonlyMap<string, Field>;
  indexes: readonly Index[];
}

export interface Field {
  name: string;
  /** A scalar, enum, composite type or model; `Unsupported` for a type that Prisma has no name for. */
  type: string;
  isList: boolean;
  isOptional: boolean;
  attributes: readonly Attribute[];
  line: number;
}

export interface Attribute {
  /** Without the `@`, such as `default` or `db.VarChar`. */
  name: string;
  arguments: readonly Argument[];
}

export interface Argument {
  /** `null` where the value stands alone. */
  key: string | null;
  value: Value;
}

/** A name, number or quoted string as it stands in the schema; a list, or the values of an object; or a call such as `now()`. */
export type Value = string | readonly Value[] | { readonly call: string };

export interface Index {
  kind: 'id' | 'unique' | 'index';
  fields: readonly string[];
  /** As `type` says, `BTree` by default. */
  type: string;
  /** Whether it holds only the rows that a condition is true of. */
  isPartial: boolean;
}

export type ReferentialAction = 'Cascade' | 'Restrict' | 'NoAction' | 'SetNull' | 'SetDefault';

/** A relation between two models, once, whichever of them names it. */
export type Relation = ForeignKey | ManyToMany;

export interface ForeignKey {
  kind: 'many-to-one' | 'one-to-one';
  /** The side that holds the key. */
  child: RelationEnd & { field: Field };
  parent: RelationEnd;
  /** The fields of the key, and those of the parent that they refer to. */
  fields: readonly string[];
  references: readonly string[];
  /** As the schema says, or Prisma's default. */
  onDelete: ReferentialAction;
}

/** Implicit: its rows are in a table of their own, or on MongoDB in lists on both sides. */
interface ManyToMany {
  kind: 'many-to-many';
  ends: readonly [RelationEnd, RelationEnd];
}

export interface RelationEnd {
  model: Model;
  /** `null` where the schema lacks the field of this side, which Prisma refuses. */
  field: Field | null;
}

export function attributeOf(field: Field, name: string): Attribute | undefined {
  return field.attributes.find((attribute) => attribute.name === name);
}

/** The model of that name, which may also be as the client has it: with its first letter in lower case. */
export function findModel(schema: Schema, name: string): Model | undefined {
  return schema.models.get(name) ?? [...schema.models.values()].find((model) => clientNameOf(model) === name);
}

export function clientNameOf({ name }: Pick<Model, 'name'>): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
