import { FileText } from 'lucide-react';
import { useProblemText } from '../../../data/problems';
import { useText } from '../../../data/text';
import { Button, Empty, Loading, Page, Problem, SkeletonRow } from '../../../design';
import type { ServerDraft } from '../model/composed';
import { openComposer } from '../open';
import { DraftRow } from './DraftRow';
import { useDrafts } from './useDrafts';
import s from './Drafts.module.css';

interface ListProps {
    title: string;
    drafts: readonly ServerDraft[];
    onChanged: () => void;
    onHide: (id: string, hidden: boolean) => void;
}

function List({ title, drafts, ...told }: ListProps) {
    return drafts.length > 0 && (
        <section className={s.part}>
            <h2 className={s.title}>{title}</h2>
            <ul className={s.list} aria-label={title}>{drafts.map(draft => <DraftRow key={draft.id} draft={draft} {...told} />)}</ul>
        </section>
    );
}

function Lists() {
    const t = useText();
    const problemText = useProblemText();
    const { lists, problem, load, hide } = useDrafts();

    if (problem)
        return <Problem words={problemText(problem)} onRetry={() => void load()} />;
    if (!lists)
        return <Loading><SkeletonRow /><SkeletonRow /></Loading>;
    if (!lists.drafts.length && !lists.scheduled.length)
        return (
            <Empty icon={FileText} title={t('compose.no_drafts')} words={t('compose.no_drafts_words')}
                action={<Button kind="primary" onPress={() => openComposer()}>{t('compose.new_post')}</Button>} />
        );
    return (
        <>
            <List title={t('compose.scheduled')} drafts={lists.scheduled} onChanged={() => void load()} onHide={hide} />
            <List title={t('compose.not_sent_yet')} drafts={lists.drafts} onChanged={() => void load()} onHide={hide} />
        </>
    );
}

export default function DraftsScreen() {
    const t = useText();

    return <Page title={t('compose.drafts')} back="/"><Lists /></Page>;
}
