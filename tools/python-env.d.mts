/** Returns the path of the interpreter whose environment has tools/python/<name>.txt; makes it the first time. */
export function ensurePython(name: string): Promise<string>
