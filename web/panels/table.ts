import { make } from "../dom.js";
import type { Colour } from "../view/colours.js";
import { cssColour } from "../view/decor.js";

/** A column of numbers; the first column of a table holds the labels. */
export interface Column {
  title: string;
  values: Float64Array;
  format(value: number): string;
}

/** Height of a row in CSS pixels, as the style sheet has it. */
const ROW = 26;
/** Rows drawn beyond what is in sight. */
const SPARE = 6;
/** Browsers cannot lay out elements much taller than this. */
const TALLEST = 16_000_000;

/** A table that draws only the rows in sight, so that a million objects are no trouble. */
export class VirtualTable {
  readonly #root: HTMLElement;
  readonly #choose: (label: number) => void;
  readonly #head = make("div", { class: "table-head", role: "row" });
  readonly #body = make("div", { class: "table-body", role: "rowgroup" });
  #columns: Column[] = [];
  /** Rows in the order shown. */
  #order = new Uint32Array(0);
  #sorted = { column: 0, descending: false };
  #selected = 0;
  #colourOf: (label: number) => Colour = () => [0, 0, 0];

  constructor(root: HTMLElement, choose: (label: number) => void) {
    this.#root = root;
    this.#choose = choose;
    root.append(make("div", { class: "table-top", role: "rowgroup" }, this.#head), this.#body);
    root.addEventListener("scroll", () => this.#draw());
    root.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.#draw()).observe(root);
  }

  /** Shows other columns; the order of the rows stays that of the chosen column. */
  show(columns: Column[]): void {
    if (columns.length <= this.#sorted.column) this.#sorted = { column: 0, descending: false };
    this.#columns = columns;
    this.#root.setAttribute("aria-rowcount", String(this.#rows + 1));
    this.#root.setAttribute("aria-colcount", String(columns.length));
    this.#head.hidden = columns.length === 0;
    this.#sort();
  }

  /** Changes the colours of the swatches. */
  colour(colourOf: (label: number) => Colour): void {
    this.#colourOf = colourOf;
    this.#draw();
  }

  /** Marks the row of a label and brings it into sight; 0 for none. */
  select(label: number): void {
    const moved = label !== this.#selected;
    this.#selected = label;
    if (moved) this.#reveal();
    this.#draw();
  }

  get #rows(): number {
    return this.#columns[0]?.values.length ?? 0;
  }

  #labelAt(place: number): number {
    return this.#columns[0]?.values[this.#order[place] as number] ?? 0;
  }

  #sort(): void {
    const { column, descending } = this.#sorted;
    const values = this.#columns[column]?.values;
    this.#order = Uint32Array.from({ length: this.#rows }, (_, row) => row);
    const sign = descending ? -1 : 1;
    // Ties keep the order of the labels, whichever way the column is sorted.
    if (values) this.#order.sort((a, b) => sign * ((values[a] as number) - (values[b] as number)) || a - b);
    this.#head.replaceChildren(...this.#columns.map((_, index) => this.#headCell(index)));
    this.#draw();
  }

  #headCell(index: number): HTMLElement {
    const { column, descending } = this.#sorted;
    const arrow = index === column ? (descending ? " ↓" : " ↑") : "";
    const title = this.#columns[index]?.title ?? "";
    const press = make("button", { type: "button", tabindex: "-1", title: `Sort by ${title}` }, `${title}${arrow}`);
    press.addEventListener("click", () => {
      this.#sorted = { column: index, descending: index === column ? !descending : index !== 0 };
      this.#sort();
    });
    const cell = make("div", { role: "columnheader" }, press);
    if (index === column) cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
    return cell;
  }

  /** Height of all rows, or what stands for it where that is too tall. */
  get #height(): number {
    return Math.min(TALLEST, this.#rows * ROW);
  }

  #draw(): void {
    const { clientHeight, scrollTop } = this.#root;
    const inSight = Math.ceil(clientHeight / ROW);
    const scale = this.#height > 0 ? (this.#rows * ROW) / this.#height : 1;
    const first = Math.max(0, Math.floor((scrollTop * scale) / ROW) - SPARE);
    const last = Math.min(this.#rows, first + inSight + 2 * SPARE);
    this.#body.style.height = `${this.#height}px`;
    // With all rows laid out, a row lies at its own place; otherwise relative to the part that is in sight.
    const offset = scale === 1 ? 0 : scrollTop - Math.max(0, Math.floor((scrollTop * scale) / ROW)) * ROW;
    const rows = Array.from({ length: Math.max(0, last - first) }, (_, i) => this.#row(first + i, offset));
    this.#body.replaceChildren(...rows);
    const active = rows.find((row) => row.getAttribute("aria-selected") === "true");
    if (active) this.#root.setAttribute("aria-activedescendant", active.id);
    else this.#root.removeAttribute("aria-activedescendant");
  }

  #row(place: number, offset: number): HTMLElement {
    const label = this.#labelAt(place);
    const cells = this.#columns.map(({ values, format }) =>
      make("div", { role: "gridcell" }, format(values[this.#order[place] as number] as number)),
    );
    const swatch = make("span", { class: "swatch", "aria-hidden": "true" });
    swatch.style.background = cssColour(this.#colourOf(label));
    const first = cells[0];
    first?.replaceChildren(
      swatch,
      make("span", { class: "cell-name", title: first.textContent ?? "" }, first.textContent ?? ""),
    );
    const row = make("div", { class: "table-row", role: "row", id: `object-${label}` }, ...cells);
    row.setAttribute("aria-rowindex", String(place + 2));
    row.setAttribute("aria-selected", String(label === this.#selected));
    row.style.top = `${place * ROW + offset}px`;
    row.addEventListener("click", () => this.#choose(label));
    return row;
  }

  #key(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.#root.clientHeight / ROW) - 2);
    const steps: Record<string, number> = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page };
    const now = this.#placeOf(this.#selected);
    let next: number | undefined;
    if (event.key === "Home") next = 0;
    else if (event.key === "End") next = this.#rows - 1;
    else if (steps[event.key] !== undefined) next = now + (steps[event.key] as number);
    if (next === undefined || this.#rows === 0) return;
    event.preventDefault();
    event.stopPropagation();
    this.#choose(this.#labelAt(Math.min(this.#rows - 1, Math.max(0, next))));
  }

  #placeOf(label: number): number {
    return label === 0 ? -1 : this.#order.findIndex((row) => this.#columns[0]?.values[row] === label);
  }

  #reveal(): void {
    const place = this.#placeOf(this.#selected);
    if (place < 0) return;
    const scale = (this.#rows * ROW) / Math.max(1, this.#height);
    const top = (place * ROW) / scale;
    const room = this.#root.clientHeight - ROW - 2;
    if (top < this.#root.scrollTop) this.#root.scrollTop = top;
    else if (top + ROW > this.#root.scrollTop + room) this.#root.scrollTop = top + ROW - room;
  }
}
