/* Adding by button, by pasting and by dropping, in one place that takes files. */
import { useState, type ClipboardEvent, type DragEvent } from 'react';
import { uploads } from '../../../data/media/uploads';
import { useWords } from '../../../data/text';
import { toast } from '../../../design';
import { refusedWords, taken, type Place } from './accept';

interface Asked {
    place: Place;
    /** What is attached already. */
    keys: readonly string[];
    onChange: (keys: readonly string[]) => void;
}

const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');

export function useAdding({ place, keys, onChange }: Asked) {
    const to = useWords();
    const [over, setOver] = useState(false);

    const add = (offered: readonly File[]) => {
        const { files, refused } = taken(offered, place, keys.length);
        const added = uploads().add(files.map(({ file, as }) => ({ file, name: file.name, as })));
        const words = refusedWords(to, refused, place);
        if (words)
            toast(words, { failed: true });
        if (added.length)
            onChange([...keys, ...added]);
    };

    return {
        add, over,
        handlers: {
            onPaste(event: ClipboardEvent) {
                const files = [...event.clipboardData.files];
                if (!files.length)
                    return;
                event.preventDefault();
                add(files);
            },
            onDragOver(event: DragEvent) {
                if (!hasFiles(event))
                    return;
                event.preventDefault();
                setOver(true);
            },
            onDragLeave(event: DragEvent) {
                if (!event.currentTarget.contains(event.relatedTarget as Node | null))
                    setOver(false);
            },
            onDrop(event: DragEvent) {
                setOver(false);
                if (!hasFiles(event))
                    return;
                event.preventDefault();
                add([...event.dataTransfer.files]);
            },
        },
    };
}
