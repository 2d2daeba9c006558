/* What somebody typed into the server's form before the client took its place, and what that form was refused for. */
const typed = new Map<string, string>();
let refusal: string | null = null;

/** Once, before the first render. */
export function keepTyped(root: HTMLElement): void {
    for (const field of root.querySelectorAll<HTMLInputElement>('form input[name]:not([type=hidden])'))
        if (field.value)
            typed.set(field.name, field.value);
    refusal = root.querySelector('form [role=alert]')?.textContent ?? null;
}

/** Each is given once: another form of that name begins empty. */
export function takeTyped(name: string): string {
    const value = typed.get(name) ?? '';

    typed.delete(name);
    return value;
}

export function takeRefusal(): string | null {
    const words = refusal;

    refusal = null;
    return words;
}
