/** The part of Trusted Types that is used; not every browser has them. */
interface Factory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown;
}

/** Under Trusted Types nothing becomes script, except addresses of the viewer's own files, which its workers need. */
export function allowOwnWorkers(): void {
  const { trustedTypes } = globalThis as { trustedTypes?: Factory };
  trustedTypes?.createPolicy("default", {
    createScriptURL(url) {
      const target = new URL(url, location.href);
      if (target.origin !== location.origin) throw new TypeError(`not a script of this page: ${target.origin}`);
      return target.href;
    },
  });
}
