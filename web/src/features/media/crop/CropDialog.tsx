import { useEffect, useId, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useText } from '../../../data/text';
import { Button, cx, Dialog, Loading, Problem, Skeleton } from '../../../design';
import { bounded, movedBy, NEAREST, outputSize, partOf, WHOLE_CUT, type Cut, type Size } from './crop';
import s from './Crop.module.css';

interface Props {
    file: File;
    /** Width to height. */
    ratio: number;
    /** The widest that it becomes. */
    most: number;
    round?: boolean;
    title: string;
    onClose: () => void;
    onCropped: (picture: Blob) => Promise<void>;
}

const STEP = 0.05;

type Found = { picture: ImageBitmap } | 'wrong' | null;

/** The browser reads it, upright; what it cannot read is sent as it is, and the server may know it. */
function usePicture(file: File): Found {
    const [found, setFound] = useState<Found>(null);

    useEffect(() => {
        let wanted = true, made: ImageBitmap | null = null;
        createImageBitmap(file, { imageOrientation: 'from-image' }).then(picture => {
            made = picture;
            if (wanted)
                setFound({ picture });
            else
                picture.close();
        }, () => wanted && setFound('wrong'));
        return () => {
            wanted = false;
            made?.close();
        };
    }, [file]);
    return found;
}

function cropped(picture: ImageBitmap, cut: Cut, ratio: number, most: number, type: string): Promise<Blob | null> {
    const part = partOf(cut, picture, ratio), { width, height } = outputSize(part, ratio, most), canvas = document.createElement('canvas');

    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext('2d')!;
    context.imageSmoothingQuality = 'high';
    context.drawImage(picture, part.left, part.top, part.width, part.height, 0, 0, width, height);
    return new Promise(resolve => canvas.toBlob(resolve, type === 'image/png' || type === 'image/webp' ? 'image/png' : 'image/jpeg', 0.92));
}

interface FrameProps { picture: ImageBitmap; cut: Cut; onCut: (cut: Cut) => void; ratio: number; round?: boolean }

function Frame({ picture, cut, onCut, ratio, round }: FrameProps) {
    const t = useText();
    const canvas = useRef<HTMLCanvasElement>(null), hint = useId();
    const size: Size = picture;

    useEffect(() => {
        const { width, height } = canvas.current!, context = canvas.current!.getContext('2d')!, part = partOf(cut, picture, ratio);
        context.clearRect(0, 0, width, height);
        context.drawImage(picture, part.left, part.top, part.width, part.height, 0, 0, width, height);
    }, [picture, cut, ratio]);
    const drag = (event: PointerEvent<HTMLCanvasElement>) => {
        const { width } = event.currentTarget.getBoundingClientRect();
        if (event.buttons === 1)
            onCut(movedBy(cut, event.movementX / width, event.movementY / width, size, ratio));
    };
    const pressed = (event: KeyboardEvent) => {
        const step = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
        if (step) {
            event.preventDefault();
            onCut(movedBy(cut, -step[0]!, -step[1]!, size, ratio));
        }
    };

    return (
        <>
            <canvas ref={canvas} width={960} height={Math.round(960 / ratio)} tabIndex={0} role="img" aria-label={t('media.cropFrame')} aria-describedby={hint}
                className={cx(s.frame, round && s.round)} onPointerMove={drag} onKeyDown={pressed}
                onPointerDown={event => event.currentTarget.setPointerCapture(event.pointerId)} />
            <p id={hint} className={s.hint}>{t('media.cropHint')}</p>
        </>
    );
}

/** The part of a picture that becomes somebody's face or banner. */
export default function CropDialog({ file, ratio, most, round, title, onClose, onCropped }: Props) {
    const t = useText();
    const found = usePicture(file), slider = useId();
    const [cut, setCut] = useState(WHOLE_CUT), [busy, setBusy] = useState(false);
    const picture = found && found !== 'wrong' ? found.picture : null;
    const save = async () => {
        setBusy(true);
        const made = picture ? await cropped(picture, cut, ratio, most, file.type) : file;
        await onCropped(made ?? file);
        setBusy(false);
    };

    return (
        <Dialog title={title} isOpen onClose={onClose} sticky page
            footer={<><Button onPress={onClose}>{t('media.notNow')}</Button><Button kind="primary" busy={busy} onPress={() => found && void save()}>{t('media.usePicture')}</Button></>}>
            <div className={s.crop}>
                {!found && <Loading><Skeleton shape="block" height={240} /></Loading>}
                {found === 'wrong' && <Problem small words={t('media.cannotCrop')} />}
                {picture && (
                    <>
                        <Frame picture={picture} cut={cut} onCut={setCut} ratio={ratio} round={round} />
                        <label htmlFor={slider} className={s.label}>{t('media.zoom')}</label>
                        <input id={slider} type="range" className={s.range} min={1} max={NEAREST} step={0.01} value={cut.scale}
                            onChange={event => setCut(bounded({ ...cut, scale: Number(event.target.value) }, picture, ratio))} />
                    </>
                )}
            </div>
        </Dialog>
    );
}
