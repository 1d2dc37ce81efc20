/** A ratio in words. */
export const times = (ratio: number): string => `${significant(ratio)}×`;

/** Three significant digits, without exponents. */
export function significant(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
