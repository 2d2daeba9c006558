const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** How big a file is, as the language writes it: 1.2 MB. */
export function sizeText(language: string, octets: number): string {
    const step = octets < 1 ? 0 : Math.min(Math.floor(Math.log10(octets) / 3), UNITS.length - 1);

    return new Intl.NumberFormat(language, { style: 'unit', unit: UNITS[step], maximumFractionDigits: 1 }).format(octets / 1000 ** step);
}
