type Section = (userId: string) => object[];

/** A section as `prismaSections` makes them. */
export function section(model: string, settings: { select?: object; erase?: boolean | object } = {}): Section {
  const description = { model, select: { id: true }, key: ['id'], erase: true, ...settings };
  return Object.assign(() => [], { [Symbol.for('sojourn.section')]: description });
}

/** A section of the app's own. */
export function plainSection(): Section {
  return () => [];
}

/** What `createAuth` says of itself, with the adapter of Prisma. */
export function describedAuth(exports: Record<string, Section> = {}, adapter: object = {}): object {
  return { '~description': { adapter: { '~description': { kind: 'prisma', ...adapter } }, exports } };
}

/** The same with another adapter, which says nothing. */
export function otherAuth(exports: Record<string, Section> = {}): object {
  return { '~description': { adapter: {}, exports } };
}
