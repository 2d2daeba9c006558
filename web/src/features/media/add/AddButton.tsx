import { useRef, type ChangeEvent } from 'react';
import { Camera, ImagePlus, Paperclip } from 'lucide-react';
import { useText } from '../../../data/text';
import { IconButton } from '../../../design';
import { acceptOf, type Place } from './accept';

interface Props {
    place: Place;
    has: number;
    onFiles: (files: readonly File[]) => void;
    /** A camera beside it, where there is likely to be one. */
    camera?: boolean;
}

const isTouch = () => matchMedia('(pointer: coarse)').matches;

/** Opens the browser's own choice of files, or its camera. */
export function AddButton({ place, has, onFiles, camera = true }: Props) {
    const t = useText();
    const files = useRef<HTMLInputElement>(null), photo = useRef<HTMLInputElement>(null);
    const full = has >= place.most;
    const chosen = ({ target }: ChangeEvent<HTMLInputElement>) => {
        onFiles([...target.files ?? []]);
        target.value = '';
    };

    return (
        <>
            <input ref={files} type="file" hidden multiple={place.most > 1} accept={acceptOf(place)} onChange={chosen} data-adds="files" />
            <IconButton icon={place.kinds.includes('file') ? Paperclip : ImagePlus} label={t('media.add')} aria-disabled={full || undefined}
                onPress={() => full || files.current!.click()} />
            {camera && isTouch() && (
                <>
                    <input ref={photo} type="file" hidden accept="image/*" capture="environment" onChange={chosen} data-adds="photo" />
                    <IconButton icon={Camera} label={t('media.takePhoto')} aria-disabled={full || undefined} onPress={() => full || photo.current!.click()} />
                </>
            )}
        </>
    );
}
