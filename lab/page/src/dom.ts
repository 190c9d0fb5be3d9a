type Child = Node | string | null;
type Properties = Record<string, string | boolean | ((event: Event) => void)>;

/** Makes an element: properties that are functions are listeners, false leaves an attribute out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children) if (child !== null) element.append(child);
  return element;
}

export function option(value: string, text = value): HTMLOptionElement {
  return h('option', { value }, text);
}

/** Makes an element like a fresh one, in place: what is the same stays, with its focus and how far it is scrolled. */
export function become(old: Element, fresh: Element): void {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const after = [...fresh.childNodes];
  [...old.childNodes].slice(after.length).forEach(node => node.remove());
  after.forEach((node, i) => {
    const there = old.childNodes[i] as ChildNode | undefined;
    if (!there) old.append(node);
    else if (there.nodeName !== node.nodeName) there.replaceWith(node);
    else if (there instanceof Element) become(there, node as Element);
    else if (there.nodeValue !== node.nodeValue) there.nodeValue = node.nodeValue;
  });
}

/** Fills a menu, unless it already holds these choices. */
export function fill(menu: HTMLSelectElement, values: string[], texts: string[] = values): void {
  const key = values.join('\n') + texts.join('\n');
  if (menu.dataset.key === key) return;
  menu.dataset.key = key;
  menu.replaceChildren(...values.map((value, i) => option(value, texts[i])));
}

let labels = 0;

/** A control with its visible name. */
export function labelled(text: string, control: HTMLElement): HTMLElement {
  control.id ||= `control${++labels}`;
  return h('div', { class: 'field' }, h('label', { for: control.id }, text), control);
}

/** The name of an input as a person writes it: x1² for x1^2. */
export const inputName = (name: string) => name.replace('^2', '²').replace('*', '·');

/** A number as a person reads it. */
export function number(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e6)) return String(Number(value.toPrecision(digits))).replace('-', '−');
  const [part, power] = value.toExponential(Math.min(2, digits - 1)).split('e');
  const raised = Array.from(power.replace('+', ''), c => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)])).join('');
  return `${part.replace('-', '−')}×10${raised}`;
}

/** Milliseconds between two changes of a text, and of what takes long to draw. */
const TEXT = 100;
const HEAVY = 150;

let busyAt = 0;

/** The rhythm of what is shown less often than frames come: text and lines that nobody could follow otherwise. */
export class Rhythm {
  private at = -Infinity;

  /** What takes long, such as a chart, has a frame for itself, unless it has waited twice as long as it should. */
  constructor(private readonly heavy = false) {}

  /** Whether it is time; always while nothing moves. */
  due(moving: boolean): boolean {
    const now = performance.now();
    const since = now - this.at;
    const busy = this.heavy && now - busyAt < 10 && since < 2 * HEAVY;
    if (moving && (busy || since < (this.heavy ? HEAVY : TEXT))) return false;
    this.at = now;
    if (this.heavy) busyAt = now;
    return true;
  }
}

const colours = new Map<string, string>();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => colours.clear());

/** A colour of the style sheet, as it is in the present light or dark. */
export function colour(name: string): string {
  let value = colours.get(name);
  if (!value) {
    value = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
    colours.set(name, value);
  }
  return value;
}

/** Canvases one over the other, so that each is drawn only when what it shows has changed; the last one is in charge. */
export function stack(...canvases: HTMLCanvasElement[]): HTMLElement {
  for (const canvas of canvases.slice(0, -1)) canvas.setAttribute('aria-hidden', 'true');
  return h('div', { class: 'stack' }, ...canvases);
}

/** Fits a canvas to its place at the screen's own resolution, empties it, and gives its context in CSS pixels. */
export function fit(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const ratio = window.devicePixelRatio || 1;
  const w = Math.round(width * ratio);
  const hh = Math.round(height * ratio);
  if (canvas.width !== w || canvas.height !== hh) {
    canvas.width = w;
    canvas.height = hh;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext('2d')!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}
