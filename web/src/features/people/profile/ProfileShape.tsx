import { Loading, Skeleton, SkeletonRow } from '../../../design';
import s from './Profile.module.css';

/** The shape of a profile that is on its way. */
export function ProfileShape() {
    return (
        <Loading>
            <div className={s.head}>
                <Skeleton shape="circle" width={96} />
                <div className={s.shape}>
                    <Skeleton width="40%" height={24} />
                    <Skeleton width="25%" />
                    <Skeleton width="80%" />
                </div>
            </div>
            {[2, 3, 2].map((lines, n) => <div key={n} className={s.padded}><SkeletonRow lines={lines} /></div>)}
        </Loading>
    );
}
