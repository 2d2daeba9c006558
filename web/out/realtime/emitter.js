export class Emitter {
    #listeners = new Map();
    /** Returns how to stop listening. */
    on(type, listener) {
        const those = this.#listeners.get(type) ?? new Set();
        this.#listeners.set(type, those.add(listener));
        return () => void those.delete(listener);
    }
    /** A listener that throws keeps nothing from the others. */
    emit(type, event) {
        for (const listener of [...this.#listeners.get(type) ?? []])
            try {
                listener(event);
            }
            catch (problem) {
                queueMicrotask(() => { throw problem; });
            }
    }
}
