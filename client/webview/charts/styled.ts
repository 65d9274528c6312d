import { noChange } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';

/**
 * Sets styles of an element, by their CSS names. Lit's own `styleMap` writes a `style` attribute at
 * first, which the policy of the page forbids.
 */
export const styled = directive(
  class extends Directive {
    render(_styles: Readonly<Record<string, string>>) {
      return noChange;
    }

    override update(part: ElementPart, [styles]: [Readonly<Record<string, string>>]) {
      const { style } = part.element as HTMLElement;
      for (const [name, value] of Object.entries(styles)) style.setProperty(name, value);
      return noChange;
    }
  },
);
