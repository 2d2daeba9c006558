/* What of the settings suits a few words. */
export interface Named {
    label: string;
    things: readonly string[];
}

export interface Found<Of> {
    section: Of;
    /** The thing's own name; null: the section as a whole. */
    thing: string | null;
}

const folded = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/** Every word has to be in the name of the thing or of its section. */
export function searched<Of extends Named>(sections: readonly Of[], typed: string): Found<Of>[] {
    const words = folded(typed).split(/\s+/).filter(Boolean);
    const suits = (text: string) => words.every(word => folded(text).includes(word));

    return sections.flatMap(section => {
        const things = section.things.filter(thing => suits(thing) || suits(`${section.label} ${thing}`));
        const whole = suits(section.label) ? [{ section, thing: null }] : [];

        return [...whole, ...things.map(thing => ({ section, thing }))];
    });
}
