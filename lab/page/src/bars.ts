import { h } from './dom';

/** How sure a network is of each class: a bar and its number a class, the largest marked. */
export class Bars {
  readonly element: HTMLElement;
  private readonly rows: { row: HTMLElement; bar: HTMLElement; text: HTMLElement }[];

  constructor(classes: string[], label: string) {
    this.rows = classes.map(() => {
      const bar = h('span', { class: 'bar' });
      return { row: h('li', {}), bar, text: h('span', { class: 'percent' }) };
    });
    this.rows.forEach(({ row, bar, text }, i) => row.append(h('span', { class: 'class' }, classes[i]), h('span', { class: 'track', 'aria-hidden': 'true' }, bar), text));
    this.element = h('ol', { class: 'bars', 'aria-label': label }, ...this.rows.map(each => each.row));
    this.show(null);
  }

  show(probabilities: ArrayLike<number> | null): void {
    const best = probabilities ? largest(probabilities) : -1;
    this.rows.forEach(({ row, bar, text }, i) => {
      const value = probabilities?.[i] ?? 0;
      bar.style.transform = `scaleX(${value})`;
      text.textContent = probabilities ? percent(value) : '–';
      row.classList.toggle('best', i === best);
    });
  }
}

/** The place of the largest number. */
export function largest(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

/** A share in percent; what is not all and not nothing is not said to be. */
export function percent(share: number, digits = 1): string {
  if (!Number.isFinite(share)) return '–';
  const text = (100 * share).toFixed(digits);
  if (share < 1 && Number(text) === 100) return `>${(100 - 10 ** -digits).toFixed(digits)} %`;
  if (share > 0 && Number(text) === 0) return `<${(10 ** -digits).toFixed(digits)} %`;
  return `${text} %`;
}
