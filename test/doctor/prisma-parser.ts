import { get_dmmf as getDmmf } from '@prisma/prisma-schema-wasm';

/** What Prisma's own parser says of a schema: the parts that are compared. */
export interface Dmmf {
  datamodel: {
    models: DmmfModel[];
    indexes: { model: string; type: 'id' | 'normal' | 'unique' | 'fulltext'; fields: { name: string }[] }[];
  };
}

interface DmmfModel {
  name: string;
  documentation?: string;
  fields: DmmfField[];
}

interface DmmfField {
  name: string;
  kind: 'scalar' | 'object' | 'enum' | 'unsupported';
  type: string;
  isList: boolean;
  isRequired: boolean;
  isId: boolean;
  isUnique: boolean;
  hasDefaultValue: boolean;
  isUpdatedAt?: boolean;
  relationName?: string;
  relationFromFields?: string[];
  relationToFields?: string[];
  relationOnDelete?: string;
}

/** @throws if Prisma refuses the schema */
export function readWithPrisma(schema: string): Dmmf {
  try {
    return JSON.parse(getDmmf(JSON.stringify({ prismaSchema: [['schema.prisma', schema]], noColor: true }))) as Dmmf;
  } catch (error) {
    throw new Error(`Prisma refuses the schema: ${String(error)}`, { cause: error });
  }
}
