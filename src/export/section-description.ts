/** Where a section says what it reads and what becomes of it, for the adapter that erases its rows and for the doctor. */
export const sectionDescription = Symbol.for('sojourn.section');
