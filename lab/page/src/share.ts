import type { Experiment } from './protocol';

/** A number of a parameter that was set by hand. */
export interface Edit { parameter: string; index: number; value: number }

/** What was done on a branch, as the server tells it; first the state with which it began. The later ones leave out the data, which are the same. */
export interface Journal { step: number; changes: { step: number; state?: Partial<Experiment>; edit?: Edit }[] }

/** No link goes further: to go there takes its time. */
export const MOST_STEPS = 10_000_000;

/** A change in a link: the fields that differ from those before, or an edit. */
export interface Change { step: number; change?: Record<string, unknown>; edit?: Record<string, unknown> }

/** What a link holds: the experiment, which the server checks, and what the page shows of it, which can be anything. */
export interface Shared { state: unknown; changes: Change[]; step: number; view: Record<string, unknown> }

/** The address of this page with the whole experiment in its fragment; the token is never part of it. */
export function shareLink({ step, changes }: Journal, view: Record<string, unknown>): string {
  let state = changes[0].state!;
  const later = changes.slice(1).map(change => {
    if (change.edit) return change;
    const from = state;
    state = { ...from, ...change.state! };
    return { step: change.step, change: difference(from, state) };
  });
  const document = { state: changes[0].state, ...(later.length ? { changes: later } : {}), ...(step ? { step } : {}), view };
  const bytes = new TextEncoder().encode(JSON.stringify(document));
  const text = btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));
  return `${location.origin}${location.pathname}#s=${text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`;
}

/** Reads a link; fails if it holds no experiment. */
export function readShared(text: string): Shared {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const document = record(JSON.parse(new TextDecoder().decode(Uint8Array.from(plain, c => c.charCodeAt(0)))));
  if (typeof document.state !== 'object' || document.state === null) throw new Error('no state');
  const listed = document.changes ?? [];
  if (!Array.isArray(listed)) throw new Error('no changes');
  const changes = listed.map(record).map(each => {
    if (!each.change === !each.edit) throw new Error('no change');
    const step = count(each.step);
    return each.edit ? { step, edit: record(each.edit) } : { step, change: record(each.change) };
  });
  return { state: document.state, changes, step: count(document.step ?? 0), view: record(document.view) };
}

/** Anything as an object whose fields can be looked at: what is none has none. */
export function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

/** What a change of a link makes of a state. */
export function changed(state: unknown, change: Record<string, unknown>): Record<string, unknown> {
  const result = { ...record(state) };
  for (const [name, value] of Object.entries(change)) {
    if (value === null) delete result[name];
    else result[name] = isRecord(value) && isRecord(result[name]) ? changed(result[name], value) : value;
  }
  return result;
}

/** The fields that differ, objects field by field; null for one that is gone. */
function difference(from: object, to: object): Record<string, unknown> {
  const before = record(from);
  const after = record(to);
  const result: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before[name], after[name]];
    if (isRecord(old) && isRecord(now)) {
      const inner = difference(old, now);
      if (Object.keys(inner).length) result[name] = inner;
    } else if (JSON.stringify(old) !== JSON.stringify(now)) result[name] = now ?? null;
  }
  return result;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function count(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > MOST_STEPS) throw new Error('no step');
  return value;
}
