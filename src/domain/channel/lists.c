/* Lists of channels: those somebody is in, and the public ones, which are also found by their words. */
#include "base/ids.h"
#include "base/str.h"
#include "domain/channel/channel.sql.h"
#include "domain/channel/channel_own.h"
#include "domain/channel/lists.sql.h"
#include "text/name.h"

SHAPE(channel_listed, FIELD(channel_listed, id), FIELD(channel_listed, active));

static size_t listed_ids(ctx *c, const channel_listed_page *page, i64 limit, ids *out)
{
    *out = (ids){ arena_array(&c->arena, id, page->n), page->n > (size_t)limit ? (size_t)limit : page->n };
    for (size_t i = 0; i < out->n; i++)
        out->at[i] = page->at[i].id;
    return out->n;
}

err channels_mine(ctx *c, id me, bool archived, struct activity_place after, i64 limit, ids *out, struct activity_place *next)
{
    i64 active = after.channel.v ? after.active : INT64_MAX;
    channel_listed_page page;

    TRY(q_channels_mine(c, me, archived, active, after.channel, limit + 1, &page));
    size_t n = listed_ids(c, &page, limit, out);
    *next = page.n > n ? (struct activity_place){ page.at[n - 1].active, page.at[n - 1].id } : (struct activity_place){ 0 };
    return OK;
}

/* ---- public ones ---- */

/* The first eight words of a question, each the beginning of one; a shorter one repeats a word. The longest, the rarest, comes first. */
enum { ASKED_MOST = 8, AMONG_MOST = 2000 };
struct question { strs words; str patterns[ASKED_MOST]; };

static void question_read(struct arena *a, str words, struct question *out)
{
    *out = (struct question){ .words.n = 0 };
    words_of(a, words_fold(a, words), ASKED_MOST, &out->words);
    words_longest_first(&out->words);
    for (size_t i = 0; i < ASKED_MOST && out->words.n; i++)
        out->patterns[i] = arena_format(a, "%% " STR_FMT "%%", STR_ARG(out->words.at[i < out->words.n ? i : 0]));
}

/*
 * Where few channels have a rare word, those are looked at; where many do, the newest ones, of which some soon fit. Either way the
 * number of those looked at is bounded.
 */
static err found_read(ctx *c, id me, const struct question *q, id from, enum reach_way way, i64 most, channel_listed_page *out)
{
    str word = q->words.at[0];
    const str *p = q->patterns;
    channel_listed_page having;
    ids among;

    TRY(q_words_beginning(c, word, word_end(&c->arena, word), AMONG_MOST + 1, &having));
    if (having.n > AMONG_MOST)
        return way == REACH_UP ? q_channels_worded_up(c, me, from, p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], most, out)
                               : q_channels_worded(c, me, from, p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], most, out);
    listed_ids(c, &having, AMONG_MOST, &among);
    if (!among.n)
        return OK;
    among = ids_once(&c->arena, among);
    return way == REACH_UP ? q_channels_among_up(c, me, from, p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], among, most, out)
                           : q_channels_worded_among(c, me, from, p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], among, most, out);
}

static err public_read(ctx *c, id me, str words, id from, enum reach_way way, i64 most, channel_listed_page *out)
{
    struct question q;

    *out = (channel_listed_page){ .n = 0 };
    question_read(&c->arena, words, &q);
    if (q.words.n)
        return found_read(c, me, &q, from, way, most, out);
    if (str_trim(words).n)
        return OK;
    return way == REACH_UP ? q_channels_public_up(c, me, from, most, out) : q_channels_public(c, me, from, most, out);
}

err channels_public(ctx *c, id me, str words, id from, i64 limit, ids *out, id *next)
{
    id begin = from.v ? from : (id){ INT64_MAX };
    channel_listed_page page;

    TRY(public_read(c, me, words, begin, REACH_DOWN, limit + 1, &page));
    size_t n = listed_ids(c, &page, limit, out);
    *next = page.n > n ? page.at[n].id : (id){ 0 };
    return OK;
}

err channels_public_reached(ctx *c, id me, str words, id from, enum reach_way way, i64 most, ids *out)
{
    id begin = way == REACH_UP ? from : (id){ from.v ? from.v - 1 : INT64_MAX };
    channel_listed_page page;

    TRY(public_read(c, me, words, begin, way, most, &page));
    listed_ids(c, &page, most, out);
    return OK;
}
