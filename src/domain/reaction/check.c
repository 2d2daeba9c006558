/*
 * Are the counts those of the rows? Some subjects at a time, each time by one statement, which sees one state even while a
 * server changes things. Those that are deleted have no counts.
 */
#include "base/buf.h"
#include "domain/reaction/reaction.sql.h"
#include "domain/reaction/reaction_own.h"

enum { SUBJECTS_AT_ONCE = 50 };

err reactions_check(ctx *c, i64 *subjects, id *wrong)
{
    struct arena_mark mark = arena_mark(&c->arena);
    reaction_counts_page page, found;
    id after = { 0 }, last;

    *wrong = (id){ 0 };
    *subjects = 0;
    do {
        arena_rewind(&c->arena, mark);
        TRY(q_reaction_counts_after(c, after, SUBJECTS_AT_ONCE, &page));
        last = page.n == SUBJECTS_AT_ONCE ? page.at[page.n - 1].subject_id : (id){ INT64_MAX };
        TRY(q_reaction_counts_wrong(c, after, last, &found));
        *wrong = found.n ? found.at[0].subject_id : (id){ 0 };
        *subjects += (i64)page.n;
        after = last;
    } while (page.n == SUBJECTS_AT_ONCE && !wrong->v);
    return OK;
}

err reaction_check(ctx *c, struct capability_check *out)
{
    i64 subjects;
    id wrong;

    TRY(reactions_check(c, &subjects, &wrong));
    out->looked_at = arena_format(&c->arena, "%lld posts and comments: counts of reactions", (long long)subjects);
    if (wrong.v)
        out->wrong = arena_format(&c->arena, "post or comment %lld: its counts and its reactions do not agree", (long long)wrong.v);
    return OK;
}
