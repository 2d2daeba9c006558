import { Fragment } from 'react';
import { useText } from '../data/text';
import { Dialog } from '../design';
import type { Key } from './feature';
import { useKeyTable } from './keys';
import s from './ShortcutsDialog.module.css';

const isMac = () => /Mac|iPhone|iPad/.test(navigator.platform);

const shownAs = (part: string) => part.startsWith('mod+') ? `${isMac() ? '⌘' : 'Ctrl'} ${part.slice(4).toUpperCase()}` : part;

/** Each once: of two with the same name the first is meant. */
const once = (keys: readonly Key[]) => keys.filter((key, n) => keys.findIndex(one => one.keys === key.keys) === n);

export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
    const keys = useKeyTable(state => state.keys);
    const t = useText();

    return (
        <Dialog title={t('app.shortcuts')} isOpen onClose={onClose}>
            <dl className={s.keys}>
                {once(keys).map(({ keys: names, label }) => (
                    <div key={names} className={s.row}>
                        <dt>{t(label)}</dt>
                        <dd dir="ltr">{names.split(' ').map((part, n) => <Fragment key={n}>{n > 0 && ' '}<kbd className={s.key}>{shownAs(part)}</kbd></Fragment>)}</dd>
                    </div>
                ))}
            </dl>
            <p className={s.off}>{t('app.shortcutsOff')}</p>
        </Dialog>
    );
}
