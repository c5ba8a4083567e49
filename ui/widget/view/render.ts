// Draws JSX. The views are written as Preact's function components; what the widget uses of Preact
// fits into this file, at a sixth of its weight (docs/decisions/0002-widget-weight.md).

export interface Drawn {
  type: string;
  props: Readonly<Record<string, unknown>>;
  key?: string | number;
  /** The line of text; for `TEXT` only. */
  text?: string;
  children: Map<string | number, Drawn>;
  dom?: Element | Text;
}

type Child = Drawn | string | number | boolean | null | undefined | readonly Child[];
type Props = Readonly<Record<string, unknown>> & { children?: Child };

const TEXT = '#';
const SVG = 'http://www.w3.org/2000/svg';

export const Fragment = ({ children }: Props): Child => children;

/** A component is called at once: it has no state of its own and no life beyond this drawing. */
export function jsx(
  type: string | ((props: Props) => Child),
  props: Props,
  key?: string | number,
): Child {
  if (typeof type === 'function') {
    const child = type(props);
    if (key !== undefined && child && typeof child === 'object' && 'type' in child) child.key = key;
    return child;
  }
  const children: Drawn['children'] = new Map();
  collect([props.children], '', children);
  return { type, props, key, children };
}

export const jsxs = jsx;

/** The same in the older form, which weighs less: `vite.config.ts` compiles the widget's JSX to it. */
export const h = (
  type: Parameters<typeof jsx>[0],
  props: Props | null,
  ...children: Child[]
): Child => jsx(type, { ...props, children }, props?.key as string | undefined);

/**
 * Put the children in order under their keys. Who has none is known by its place, and nothing
 * (`null`, `false`) keeps its place as an empty text, so that what comes and goes disturbs nobody.
 */
function collect(children: readonly Child[], path: string, into: Drawn['children']): void {
  children.forEach((child, at) => {
    if (Array.isArray(child)) collect(child, `${path}${at}.`, into);
    else if (child && typeof child === 'object') {
      into.set((child as Drawn).key ?? path + at, child as Drawn);
    } else {
      const text = child == null || typeof child === 'boolean' ? '' : `${child}`;
      into.set(path + at, { type: TEXT, props: {}, text, children: new Map() });
    }
  });
}

/** Make `place` show `tree`; keeps every element that was there under the same key and name. */
export function render(tree: Child, place: Element & { drawn?: Drawn['children'] }): void {
  const children: Drawn['children'] = new Map();
  collect([tree], '', children);
  arrange(place, place.drawn, children);
  place.drawn = children;
}

function arrange(parent: Element, before: Drawn['children'] | undefined, after: Drawn['children']) {
  before?.forEach((old, key) => {
    if (after.get(key)?.type !== old.type) old.dom?.remove();
  });
  let cursor = parent.firstChild;
  after.forEach((node, key) => {
    const old = before?.get(key);
    const dom = draw(node, old?.type === node.type ? old : undefined);
    if (dom === cursor) cursor = dom.nextSibling;
    else parent.insertBefore(dom, cursor);
  });
}

function draw(node: Drawn, old?: Drawn): Element | Text {
  const { type, props, text, children } = node;
  // The same node once more: nothing in it can have changed.
  if (node === old && node.dom) return node.dom;
  if (type === TEXT) {
    const line = (old?.dom as Text | undefined) ?? document.createTextNode('');
    if (line.data !== text) line.data = text as string;
    node.dom = line;
    return line;
  }
  const space = type === 'svg' || type === 'path' ? SVG : 'http://www.w3.org/1999/xhtml';
  const dom = (old?.dom as Element | undefined) ?? document.createElementNS(space, type);
  node.dom = dom;
  // Children first: a <select> can only take a value that it offers.
  arrange(dom, old?.children, children);
  for (const name in { ...old?.props, ...props }) dress(dom, name, props[name], old?.props[name]);
  if (!old) (props.ref as ((dom: Element) => void) | undefined)?.(dom);
  return dom;
}

function dress(dom: Element, name: string, value: unknown, before: unknown): void {
  const own = dom as unknown as Record<string, unknown>;
  if (/^(children|key|ref)$/.test(name)) return;
  if (/^(value|checked)$/.test(name)) {
    // What the reader has changed meanwhile counts, not what was drawn before.
    if (own[name] !== value) own[name] = value;
  } else if (value === before) {
    // As it was.
  } else if (/^on/.test(name)) {
    own[name.toLowerCase()] = value;
  } else if (value == null || (value === false && !/^aria/.test(name))) {
    dom.removeAttribute(name);
  } else {
    dom.setAttribute(name, value === true && !/^aria/.test(name) ? '' : `${value}`);
  }
}
