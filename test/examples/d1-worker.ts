import { d1Executor } from '../../examples/worker/platform/d1-executor.js';

/** Runs on D1, within the runtime that has it, the statements that a test sends. */
export default {
  async fetch(request: Request, { DB }: { DB: Parameters<typeof d1Executor>[0] }): Promise<Response> {
    try {
      return Response.json(await d1Executor(DB)(await request.json()));
    } catch (error) {
      return new Response((error as Error).message, { status: 500 });
    }
  },
};
