/** Tells what holds the element, across the border of its shadow tree. */
export function fire<T>(element: EventTarget, name: string, detail: T): void {
  element.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
