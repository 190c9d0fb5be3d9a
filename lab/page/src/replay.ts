import type { StateMessage } from './protocol';
import { type Shared, changed } from './share';

/** The most that `step` takes at a time is more; the page shows how it goes on. */
const STEPS_AT_A_TIME = 1000;

type Ask = <T>(command: Record<string, unknown>) => Promise<T | null>;

/**
 * Begins the experiment of a link and does again what was done to it, up to the step where it was: with the same numbers, as training
 * is a pure function of its state. Ends early where the server refuses something, a change would make another experiment of it, or `goesOn` says that a person
 * wants something else.
 *
 * @returns the step that was reached; null if it could not begin
 */
export async function replay(shared: Shared, ask: Ask, goesOn: () => boolean): Promise<number | null> {
  // What plays would go on before the first step of the link.
  const begun = (await ask({ do: 'pause' })) && goesOn() ? await ask<StateMessage>({ do: 'start', state: shared.state }) : null;
  if (!begun) return null;
  let state: unknown = begun.state;
  let at = 0;
  const walk = async (step: number): Promise<boolean> => {
    while (at < step && goesOn()) {
      const count = Math.min(STEPS_AT_A_TIME, step - at);
      if (!(await ask({ do: 'step', unit: 'batch', count })) || !goesOn()) return false;
      at += count;
    }
    return goesOn();
  };
  for (const { step, change, edit } of shared.changes) {
    if (!(await walk(step))) return at;
    if (change) state = changed(state, change);
    const done = await ask<StateMessage>(edit ? { ...edit, do: 'edit' } : { do: 'change', state });
    if (!done) return at;
    if (done.reset) return 0;
  }
  await walk(shared.step);
  return at;
}
