import type { Experiment } from './protocol';

/** The address of this page with the whole experiment in its fragment; the token is never part of it. */
export function shareLink(state: Experiment): string {
  const bytes = new TextEncoder().encode(JSON.stringify({ state, view: {} }));
  const text = btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));
  return `${location.origin}${location.pathname}#s=${text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`;
}

/** What a link holds; the server checks it. */
export function sharedState(text: string): unknown {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const document = JSON.parse(new TextDecoder().decode(Uint8Array.from(plain, c => c.charCodeAt(0)))) as { state: unknown };
  if (typeof document.state !== 'object' || document.state === null) throw new Error('no state');
  return document.state;
}
