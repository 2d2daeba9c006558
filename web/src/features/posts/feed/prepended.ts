/** Whether a list only got longer at its start: what one reads must not move then. */
export function isPrepended(before: readonly { id: string }[], now: readonly { id: string }[]): boolean {
    const first = before[0], more = now.length - before.length;

    return first !== undefined && more > 0 && now[0]!.id !== first.id && now[more]!.id === first.id;
}
