/** The element of an id. Its absence, or another kind of element, is a fault of the page itself. */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`the page has no ${kind.name} #${id}`);
  return element;
}

type Content = Node | string;

/** A new element with attributes and children. Strings become text, never markup. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: Content[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export const button = (id: string) => byId(id, HTMLButtonElement);
export const input = (id: string) => byId(id, HTMLInputElement);
export const select = (id: string) => byId(id, HTMLSelectElement);

/** Shows or hides an element for everybody, screen readers included. */
export function show(element: HTMLElement, shown: boolean): void {
  element.hidden = !shown;
}

/** Fills a list of choices; keeps the chosen one where it is still there. */
export function setChoices(
  element: HTMLSelectElement,
  choices: readonly (readonly [value: string, text: string])[],
): void {
  const chosen = element.value;
  element.replaceChildren(...choices.map(([value, text]) => make("option", { value }, text)));
  if (choices.some(([value]) => value === chosen)) element.value = chosen;
}
