export function filesBelow(folder: string): string[];
export function kernelSources(): string;
