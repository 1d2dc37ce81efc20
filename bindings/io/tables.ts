/** The entry of a table under a key that comes from a file: never what every object has, such as "constructor". */
export function entryOf<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
