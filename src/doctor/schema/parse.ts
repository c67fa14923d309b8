import { PrismaParser, type Schema, VisitorClassFactory, getSchema } from '@mrleebo/prisma-ast';
import { replaceComments } from './replace-comments.js';
import { SchemaSyntaxError } from './schema-syntax-error.js';

type Token = PrismaParser['input'][number];

/** What a parser's error carries: the token that it did not expect, and the one before it. */
interface ParserError {
  token?: Token;
  previousToken?: Token;
}

const kinds = ['datasource', 'enum', 'generator', 'model', 'type', 'view'];

let tools: NonNullable<Parameters<typeof getSchema>[1]> | undefined;

/**
 * The blocks of one file, with the lines on which they stand. Prisma takes comments in more places than the
 * parser does, such as behind the brace that opens a block; so it gets the text without them.
 *
 * @throws SchemaSyntaxError
 */
export function parse(text: string, file: string | undefined): Schema['list'] {
  tools ??= createTools();
  const source = `${replaceComments(text, ['//', '/*'], '')}\n`;
  let blocks: Schema['list'] = [];
  let failure: unknown;
  try {
    blocks = getSchema(source, tools).list;
  } catch (error) {
    failure = error;
  }
  const tokens = tools.parser.input;
  const wrong = findSkipped(source, tokens) ?? (failure === undefined ? undefined : explain(failure, tokens));
  if (wrong) throw new SchemaSyntaxError(wrong.message, file, wrong.line);
  return blocks;
}

function createTools(): NonNullable<typeof tools> {
  const parser = new PrismaParser({ nodeLocationTracking: 'full' });
  return { parser, visitor: new (VisitorClassFactory(parser))() };
}

interface Wrong {
  message: string;
  line: number;
}

/** What is no token the parser leaves out without a word, and would take the rest of a name for the whole. */
function findSkipped(source: string, tokens: readonly Token[]): Wrong | undefined {
  let end = 0;
  for (const { startOffset, endOffset } of tokens) {
    const skipped = source.slice(end, startOffset).trim();
    if (skipped !== '') return unexpected(skipped, lineAt(source, source.indexOf(skipped, end)));
    end = endOffset! + 1;
  }
  const rest = source.slice(end).trim();
  return rest === '' ? undefined : unexpected(rest, lineAt(source, source.indexOf(rest, end)));
}

function lineAt(source: string, offset: number): number {
  return source.slice(0, offset).split('\n').length;
}

function explain(failure: unknown, tokens: readonly Token[]): Wrong {
  const { token, previousToken } = failure as ParserError;
  const line = lineOf(token);
  if (token && line !== undefined) {
    return token.image.trim() === '' ? { message: 'This line ends too early', line } : unexpected(token.image, line);
  }
  const lastLine = lineOf(previousToken);
  if (lastLine !== undefined) return { message: 'The schema ends too early', line: lastLine };
  // Of a block that is none of Prisma's the parser does not say where it is.
  const other = tokens.find((each, index) => opensBlock(tokens, index) && !kinds.includes(each.image));
  if (!other) throw failure;
  return { message: `"${other.image}" opens no block of a Prisma schema`, line: other.startLine! };
}

function unexpected(text: string, line: number): Wrong {
  return { message: `${JSON.stringify(text)} is not expected here`, line };
}

/** At the end of the text a token has no line. */
function lineOf(token: Token | undefined): number | undefined {
  return Number.isInteger(token?.startLine) ? token?.startLine : undefined;
}

function opensBlock(tokens: readonly Token[], index: number): boolean {
  const isName = (token: Token | undefined) => token?.tokenType.name === 'Identifier';
  return isName(tokens[index]) && isName(tokens[index + 1]) && tokens[index + 2]?.image === '{';
}
