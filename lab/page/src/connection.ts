import type { Hello } from './protocol';

export type Message = { type: string; re?: number; text?: string };

/** What the server refuses, in its own words. */
export class Refused extends Error {}

interface Waiting {
  resolve: (value: any) => void;
  reject: (reason: Error) => void;
}

const CLOSED: Record<number, string> = {
  1001: 'The lab has been closed. Start ./descent lab again and open the address that it prints.',
  4401: 'This page has no valid token. Open the address that ./descent lab prints.',
  4409: 'Too many pages of the lab are open. Close one and reload this page.',
  4410: 'Another page has taken over this experiment.',
};

/** The token and what else the fragment says; the token leaves the address bar at once. */
export function readFragment(): URLSearchParams {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const token = fragment.get('token');
  if (token !== null) {
    sessionStorage.setItem('token', token);
    fragment.delete('token');
    const rest = fragment.toString();
    history.replaceState(null, '', location.pathname + (rest ? `#${rest}` : ''));
  }
  return fragment;
}

/** One WebSocket; every command is a promise of its answer. */
export class Connection {
  private socket: WebSocket | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private ids = 0;
  private tries = 0;

  constructor(
    private readonly onHello: (hello: Hello) => void,
    private readonly onMessage: (message: Message) => void,
    private readonly onClose: (text: string) => void,
  ) {}

  get open(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  connect(): void {
    const socket = new WebSocket(`ws://${location.host}/socket`);
    this.socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      const session = sessionStorage.getItem('session');
      socket.send(JSON.stringify({
        do: 'hello', protocol: 1, token: sessionStorage.getItem('token') ?? '', ...(session ? { session } : {}),
      }));
    };
    socket.onmessage = event => this.receive(event.data);
    socket.onclose = event => this.closed(event.code);
  }

  ask<T>(command: Record<string, unknown>): Promise<T> {
    const id = (this.ids = (this.ids + 1) % 0x7fffffff);
    return new Promise<T>((resolve, reject) => {
      if (!this.open) {
        reject(new Refused('The lab is not connected.'));
        return;
      }
      this.waiting.set(id, { resolve, reject });
      this.socket!.send(JSON.stringify({ ...command, id }));
    });
  }

  /** A binary message; none is answered. */
  send(message: ArrayBuffer): void {
    if (this.open) this.socket!.send(message);
  }

  private receive(data: string | ArrayBuffer): void {
    if (data instanceof ArrayBuffer) {
      this.settle(new DataView(data).getUint32(4, true), waiting => waiting.resolve(data));
      return;
    }
    const message = JSON.parse(data) as Message;
    if (message.type === 'hello') {
      const hello = message as Hello;
      this.tries = 0;
      sessionStorage.setItem('session', hello.session);
      this.onHello(hello);
      return;
    }
    if (message.type !== 'error') this.onMessage(message);
    if (message.re !== undefined) {
      this.settle(message.re, waiting =>
        message.type === 'error' ? waiting.reject(new Refused(message.text)) : waiting.resolve(message));
    }
  }

  private settle(id: number, how: (waiting: Waiting) => void): void {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (waiting) how(waiting);
  }

  private closed(code: number): void {
    const final = CLOSED[code] ?? (this.tries < 5 ? null : 'The lab does not answer. Is ./descent lab still running? Reload this page once it is.');
    const text = final ?? 'The connection broke; trying again …';
    for (const waiting of this.waiting.values()) waiting.reject(new Refused(text));
    this.waiting.clear();
    this.onClose(text);
    if (final) return;
    this.tries++;
    setTimeout(() => this.connect(), 500 * this.tries);
  }
}
