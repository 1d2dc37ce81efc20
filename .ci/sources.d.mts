export function filesBelow(folder: string): string[];
export function kernelSources(): string;
export function digestOf(paths: readonly string[]): string;
export function viewerSources(): string[];
export const STAMPS: string;
