import { useState } from 'react';
import { Ellipsis, Pencil, Trash2 } from 'lucide-react';
import { navigate } from 'wouter/use-browser-location';
import { useFailure } from '../../../app/failure';
import { isolated } from '../../../data/names';
import { useText } from '../../../data/text';
import { Confirm, IconButton, Menu, toast } from '../../../design';
import type { ListRowFragment } from '../../../generated/features/people/lists/Lists';
import { useListDeeds } from './lists';
import { TitleDialog } from './TitleDialog';

/** What one does with a list as a whole. */
export function ListMenu({ list }: { list: ListRowFragment }) {
    const [open, setOpen] = useState<'rename' | 'delete' | null>(null);
    const t = useText();
    const { rename, drop } = useListDeeds();
    const failed = useFailure();
    const close = () => setOpen(null);
    const title = isolated(list.title);
    const remove = () => drop(list.id).then(() => {
        toast(t('people.listDeleted', { title }));
        navigate('/lists', { replace: true });
    }, failed);
    const items = [
        { id: 'rename', label: t('people.renameList'), icon: Pencil, onAction: () => setOpen('rename') },
        { id: 'delete', label: t('people.deleteList'), icon: Trash2, danger: true, onAction: () => setOpen('delete') },
    ];

    return (
        <>
            <Menu label={t('people.more')} items={items} trigger={<IconButton icon={Ellipsis} label={t('people.more')} />} />
            {open === 'rename' && (
                <TitleDialog words={{ title: t('people.renameList'), action: t('people.save') }} first={list.title} onClose={close}
                    onDone={to => rename(list.id, to)} />
            )}
            <Confirm title={t('people.deleteAsked', { title })} words={t('people.deleteWords', { count: list.memberCount })}
                action={t('people.deleteList')} isOpen={open === 'delete'} onClose={close} onConfirm={remove} />
        </>
    );
}
