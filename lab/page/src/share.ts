import type { Experiment } from './protocol';

/** What a link holds: the experiment, which the server checks, and what the page shows of it, which can be anything. */
export interface Shared { state: unknown; view: Record<string, unknown> }

/** The address of this page with the whole experiment in its fragment; the token is never part of it. */
export function shareLink(state: Experiment, view: Record<string, unknown>): string {
  const bytes = new TextEncoder().encode(JSON.stringify({ state, view }));
  const text = btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));
  return `${location.origin}${location.pathname}#s=${text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`;
}

/** Reads a link; fails if it holds no experiment. */
export function readShared(text: string): Shared {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const document = record(JSON.parse(new TextDecoder().decode(Uint8Array.from(plain, c => c.charCodeAt(0)))));
  if (typeof document.state !== 'object' || document.state === null) throw new Error('no state');
  return { state: document.state, view: record(document.view) };
}

/** Anything as an object whose fields can be looked at: what is none has none. */
export function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
