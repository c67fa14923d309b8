/** What an answer could settle, if there is somebody to ask. */
export interface Question {
  about: 'userModel' | 'model' | 'relation' | 'table' | 'oldModel' | 'legacyModel';
  /** The answers there are; without them any name will do. */
  choices?: readonly string[];
  /** The answer to offer. */
  suggestion?: string;
}

/** Why the schema is left as it is, in one line that says what to do. */
export class InitError extends Error {
  override name = 'InitError';
  readonly question: Question | undefined;

  constructor(message: string, question?: Question) {
    super(message);
    this.question = question;
  }
}
