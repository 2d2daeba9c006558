import { useText } from '../../../data/text';
import { toast } from '../../../design';
import { pathOf, type Named } from '../person/names';

/** Copies the address of a profile. The clipboard is not there without HTTPS. */
export function useCopyLink(person: Named): () => void {
    const t = useText();
    const failed = () => void toast(t('people.notCopied'), { failed: true });

    return () => void (navigator.clipboard
        ? navigator.clipboard.writeText(location.origin + pathOf(person)).then(() => void toast(t('people.copied')), failed) : failed());
}
