import { lazy, Suspense } from 'react';
import { withWords } from '../../data/text';
import { Loading, Skeleton } from '../../design';
import type { PortraitProps } from './crop/Portrait';

const Portrait = lazy(withWords(() => import('./crop/Portrait')));

/** One's picture and banner, to be changed. */
export function PortraitPart(props: PortraitProps) {
    return <Suspense fallback={<Loading><Skeleton shape="circle" width={96} /></Loading>}><Portrait {...props} /></Suspense>;
}
