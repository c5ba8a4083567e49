// `crypto.randomUUID` is missing on pages without https, where a shop may still be testing.

/** A random UUID (version 4, RFC 9562). */
export const uuid = (): string =>
  'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, place => {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
    return (place === 'x' ? byte & 15 : 8 + (byte & 3)).toString(16);
  });
