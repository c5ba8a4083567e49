// Files that still have to be uploaded, kept over a reload in the page's cache storage. Where that is
// denied they live as long as the page.

const named = (id: string) => `/madoguchi-file/${id}`;

/** Keep `file` under `id`; without one, forget it. Where it cannot be kept it is still in memory. */
export async function keep(id: string, file?: File): Promise<void> {
  try {
    const store = await caches.open('madoguchi');
    const headers = { name: encodeURIComponent(file?.name ?? '') };
    await (file ? store.put(named(id), new Response(file, { headers })) : store.delete(named(id)));
  } catch {
    // Private windows and full disks: nothing to be done, and nothing to trouble the customer with.
  }
}

/** The file kept under `id`, if it is still there. */
export async function kept(id: string): Promise<File | undefined> {
  try {
    const found = (await caches.match(named(id))) as Response;
    const blob = await found.blob();
    return new File([blob], decodeURIComponent(found.headers.get('name') as string), blob);
  } catch {
    return undefined;
  }
}
