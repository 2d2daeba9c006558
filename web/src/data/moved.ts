/** The list with one of it further on, or back; as it was where it would leave the list. */
export function moved<T>(list: readonly T[], one: T, by: number): readonly T[] {
    const from = list.indexOf(one), to = from + by;

    if (from < 0 || to < 0 || to >= list.length)
        return list;
    const next = list.filter(other => other !== one);
    next.splice(to, 0, one);
    return next;
}
