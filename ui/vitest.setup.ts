// What jsdom leaves out and the screens ask for when they are loaded.

if (typeof window !== 'undefined') {
  window.matchMedia ??= query =>
    Object.assign(new EventTarget(), {
      matches: false,
      media: query,
      onchange: null,
      addListener: () => {},
      removeListener: () => {},
    }) as unknown as MediaQueryList;
}
