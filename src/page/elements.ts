/// <reference lib="dom" />

/** What an element is made with: attributes, and what happens on it. */
export interface Parts {
  readonly class?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly on?: {
    readonly [E in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[E]) => void;
  };
}

/** An element. Texts are set as text: nothing of them is markup. */
export function element<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  parts: Parts = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[T] {
  const made = document.createElement(tag);
  if (parts.class !== undefined) made.className = parts.class;
  if (parts.text !== undefined) made.textContent = parts.text;
  for (const [name, value] of Object.entries(parts.attributes ?? {})) {
    made.setAttribute(name, value);
  }
  for (const [name, listener] of Object.entries(parts.on ?? {})) {
    made.addEventListener(name, listener as EventListener);
  }
  made.append(...children);
  return made;
}

/** A button that does something. */
export function button(label: string, does: () => void, parts: Parts = {}): HTMLButtonElement {
  return element("button", {
    ...parts,
    text: parts.text ?? label,
    attributes: { type: "button", "aria-label": label, ...parts.attributes },
    on: { click: does },
  });
}

/** A text for screen readers alone. */
export function unseen(text: string): HTMLSpanElement {
  return element("span", { class: "unseen", text });
}
