import { lazy, Suspense, useRef, useState, type ChangeEvent } from 'react';
import { useApolloClient } from '@apollo/client/react';
import { ImageUp, Trash2 } from 'lucide-react';
import { fetchDetails } from '../../../data/details';
import { uploads } from '../../../data/media/uploads';
import { useProblemText } from '../../../data/problems';
import { rest } from '../../../data/rest';
import { useText, withWords } from '../../../data/text';
import { loadViewer } from '../../../data/viewer';
import { announce, Avatar, Button, toast } from '../../../design';
import s from './Portrait.module.css';

const CropDialog = lazy(withWords(() => import('./CropDialog')));

export interface PortraitProps {
    of: { id: string; name: string; avatarUrl?: string | null; bannerUrl?: string | null };
    /** Without the banner: when somebody has just joined. */
    faceOnly?: boolean;
    onChanged?: () => void;
}

type Which = 'avatar' | 'banner';

const SHAPES = { avatar: { ratio: 1, most: 640 }, banner: { ratio: 4, most: 1600 } } as const;

/** Sends a picture and makes it one's own. Null: done. */
function useChange({ of: { id }, onChanged }: PortraitProps) {
    const client = useApolloClient();
    const problemText = useProblemText();
    const t = useText();

    return async (which: Which, picture: Blob | null): Promise<boolean> => {
        try {
            const keys = picture ? uploads().add([{ file: picture, name: which }]) : [];
            const [mediaId = null] = await uploads().settled(keys);
            const answer = await rest.patch('/users/me', { [`${which}_media_id`]: mediaId });
            if (!answer.ok)
                throw answer.problem;
            uploads().release(keys);
            announce(t('media.pictureChanged'));
            await Promise.all([loadViewer(client), fetchDetails('User', id)]).catch(() => {});
            onChanged?.();
            return true;
        } catch (error) {
            toast(problemText(error), { failed: true });
            return false;
        }
    };
}

interface RowProps { which: Which; there: boolean; change: ReturnType<typeof useChange> }

function Row({ which, there, change }: RowProps) {
    const t = useText();
    const input = useRef<HTMLInputElement>(null);
    const [file, setFile] = useState<File | null>(null), [busy, setBusy] = useState(false);
    const chosen = ({ target }: ChangeEvent<HTMLInputElement>) => {
        setFile(target.files?.[0] ?? null);
        target.value = '';
    };
    const remove = async () => {
        setBusy(true);
        await change(which, null);
        setBusy(false);
    };

    return (
        <div className={s.row}>
            <input ref={input} type="file" accept="image/*" hidden onChange={chosen} data-adds={which} />
            <Button size="small" icon={ImageUp} onPress={() => input.current!.click()}>{t(which === 'avatar' ? 'media.changeFace' : 'media.changeBanner')}</Button>
            {there && <Button size="small" kind="plain" icon={Trash2} busy={busy} onPress={() => void remove()}>{t(which === 'avatar' ? 'media.removeFace' : 'media.removeBanner')}</Button>}
            {file && (
                <Suspense>
                    <CropDialog file={file} {...SHAPES[which]} round={which === 'avatar'} title={t(which === 'avatar' ? 'media.changeFace' : 'media.changeBanner')}
                        onClose={() => setFile(null)} onCropped={async picture => { if (await change(which, picture)) setFile(null); }} />
                </Suspense>
            )}
        </div>
    );
}

/** One's picture and banner: chosen, cut, sent. */
export default function Portrait(props: PortraitProps) {
    const { of: { id, name, avatarUrl, bannerUrl }, faceOnly } = props, change = useChange(props);

    return (
        <div className={s.portrait}>
            {!faceOnly && bannerUrl && <img src={bannerUrl} alt="" className={s.banner} />}
            <Avatar of={{ id, name, url: avatarUrl }} size={96} />
            <div className={s.rows}>
                <Row which="avatar" there={Boolean(avatarUrl)} change={change} />
                {!faceOnly && <Row which="banner" there={Boolean(bannerUrl)} change={change} />}
            </div>
        </div>
    );
}
