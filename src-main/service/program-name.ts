declare const __ANNULUS_VERSION__: string | undefined; // put in by the build

/** From package.json; "0.0.0-source" where the sources run without a build, as in tests. */
export function programVersion(): string {
  return typeof __ANNULUS_VERSION__ === 'string' ? __ANNULUS_VERSION__ : '0.0.0-source';
}

/** As results carry it: "annulus 0.1.0". */
export function programName(): string {
  return `annulus ${programVersion()}`;
}
