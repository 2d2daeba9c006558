const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** How big a file is, as the language writes it: 1.2 MB. The short form of bytes knows no plural, so that one is long. */
export function sizeText(language: string, octets: number): string {
    const step = octets < 1 ? 0 : Math.min(Math.floor(Math.log10(octets) / 3), UNITS.length - 1);
    const form = { style: 'unit', unit: UNITS[step], unitDisplay: step ? 'short' : 'long', maximumFractionDigits: 1 } as const;

    return new Intl.NumberFormat(language, form).format(octets / 1000 ** step);
}
