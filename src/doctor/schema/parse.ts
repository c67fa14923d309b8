import { PrismaParser, type Schema, VisitorClassFactory, getSchema } from '@mrleebo/prisma-ast';
import { SchemaSyntaxError } from './schema-syntax-error.js';
import { withoutComments } from './without-comments.js';

/** What a parser's error may carry: the token that it did not expect, and the one before it. */
interface ParserError {
  message: string;
  token?: Place;
  previousToken?: Place;
}

interface Place {
  startLine?: number;
}

const kinds = ['datasource', 'enum', 'generator', 'model', 'type', 'view'];

let tools: Parameters<typeof getSchema>[1];

/**
 * The blocks of one file, with the lines on which they stand.
 *
 * @throws SchemaSyntaxError
 */
export function parse(text: string, file: string | undefined): Schema['list'] {
  if (!tools) {
    const parser = new PrismaParser({ nodeLocationTracking: 'full' });
    tools = { parser, visitor: new (VisitorClassFactory(parser))() };
  }
  const source = `${withoutComments(text)}\n`;
  try {
    return getSchema(source, tools).list;
  } catch (error) {
    const { message, token, previousToken } = error as ParserError;
    const line = lineOf(token) ?? lineOf(previousToken);
    if (line !== undefined) throw new SchemaSyntaxError(message.replaceAll('\n', ' '), file, line);
    // Of a block that is none of Prisma's the parser does not say where it is.
    const index = source.split('\n').findIndex((each) => each.endsWith('{') && !kinds.includes(each.trimStart().split(' ', 1)[0]!));
    throw new SchemaSyntaxError('This opens no block of a Prisma schema', file, Math.max(index, 0) + 1);
  }
}

/** At the end of the text a token has no line. */
function lineOf(place: Place | undefined): number | undefined {
  return Number.isInteger(place?.startLine) ? place?.startLine : undefined;
}
