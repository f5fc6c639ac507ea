// The part of the WebAssembly JavaScript interface that is used here; TypeScript has it in its browser library only.
declare namespace WebAssembly {
  class Memory<S extends boolean = true> {
    constructor(descriptor: { initial: number; maximum: number; shared: S });
    /** Not shared, another one after `grow`. */
    readonly buffer: S extends true ? SharedArrayBuffer : ArrayBuffer;
    /** @throws RangeError  beyond the maximum */
    grow(pages: number): number;
  }
  class Instance {
    constructor(
      module: Module,
      imports: Record<string, Record<string, Memory<boolean> | ((...numbers: never[]) => number)>>,
    );
    readonly exports: Record<string, unknown>;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
}
