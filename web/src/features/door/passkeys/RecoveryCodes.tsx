import { useState } from 'react';
import { Copy, Download } from 'lucide-react';
import { useInstance } from '../../../data/page';
import { useText } from '../../../data/text';
import { announce, Button } from '../../../design';
import s from './RecoveryCodes.module.css';

function save(codes: readonly string[], instance: string) {
    const url = URL.createObjectURL(new Blob([`${codes.join('\n')}\n`], { type: 'text/plain' }));
    const link = Object.assign(document.createElement('a'), { href: url, download: `${instance}-codes.txt` });

    link.click();
    URL.revokeObjectURL(url);
}

/** Codes for the day when a second factor is lost. They are shown this once. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
    const { name } = useInstance();
    const [copied, setCopied] = useState(false);
    const t = useText();
    const copy = async () => {
        await navigator.clipboard.writeText(codes.join('\n'));
        setCopied(true);
        announce(t('door.copied'));
    };

    return (
        <div className={s.recovery}>
            <p>{t('door.codesWords')}</p>
            <ul className={s.codes} aria-label={t('door.codes')} dir="ltr">{codes.map(code => <li key={code}><code>{code}</code></li>)}</ul>
            <div className={s.buttons}>
                <Button size="small" icon={Copy} onPress={() => void copy().catch(() => {})}>{copied ? t('door.copied') : t('door.copy')}</Button>
                <Button size="small" icon={Download} onPress={() => save(codes, name)}>{t('door.download')}</Button>
            </div>
        </div>
    );
}
