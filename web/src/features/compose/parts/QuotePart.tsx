import { useQuery } from '@apollo/client/react';
import { Skeleton } from '../../../design';
import { ComposeQuotedDocument } from '../../../generated/features/compose/Compose';
import { QuotedPost } from '../../posts/public';
import s from './Parts.module.css';

/** The post that is quoted, as it will stand below. */
export function QuotePart({ id }: { id: string }) {
    const { data, loading } = useQuery(ComposeQuotedDocument, { variables: { id } });

    return <div className={s.quote}>{loading && !data ? <Skeleton shape="block" height={72} /> : <QuotedPost quoted={data?.post ?? 'gone'} />}</div>;
}
