declare const __ANNULUS_VERSION__: string; // put in by the build

export function programVersion(): string {
  return __ANNULUS_VERSION__;
}

/** As results carry it: "annulus 0.1.0". */
export function programName(): string {
  return `annulus ${programVersion()}`;
}
