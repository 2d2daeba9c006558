/* Channels as rows: making them, and changing what is said of them. */
#include "base/buf.h"
#include "base/ids.h"
#include "base/problems.h"
#include "base/str.h"
#include "domain/channel/channel.sql.h"
#include "domain/channel/channel_own.h"
#include "text/name.h"

enum { WORDS_OF_NAME = 40, WORDS_OF_BOTH = 120 };

const char *const channel_history_words[] = { "full", "since_joined", NULL };
static const char *const made_kinds[] = { "public", "private", NULL };

err channel_name_read(struct failure *f, str field, str text, str *clean)
{
    return people_text_read(f, field, text, (struct text_bounds){ 1, CHANNEL_NAME_MOST, false }, clean);
}

err channel_topic_read(struct failure *f, str field, str text, str *clean)
{
    return people_text_read(f, field, text, (struct text_bounds){ 0, CHANNEL_TOPIC_MOST, true }, clean);
}

err channel_description_read(struct failure *f, str field, str text, str *clean)
{
    return people_text_read(f, field, text, (struct text_bounds){ 0, CHANNEL_DESCRIPTION_MOST, true }, clean);
}

#define WORDS_OF(S)                                                                                                                 \
    FIELD(S, name, .min = 1, .max = CHANNEL_NAME_MOST, .reads = channel_name_read, .doc = "Names need not differ"),                 \
    FIELD(S, kind, .words = made_kinds),                                                                                            \
    FIELD(S, topic, .max = CHANNEL_TOPIC_MOST, .reads = channel_topic_read),                                                        \
    FIELD(S, description, .max = CHANNEL_DESCRIPTION_MOST, .reads = channel_description_read),                                      \
    FIELD(S, avatar_url, WEB_ADDRESS_FORM),                                                                                         \
    FIELD(S, announcement, .doc = "Only admins write"), FIELD(S, slow_mode_seconds, .max = SLOW_MODE_MOST),                         \
    FIELD(S, history, .words = channel_history_words, .doc = "since_joined: members see messages from joining on")
SHAPE(channel_draft,
    WORDS_OF(channel_draft), FIELD(channel_draft, member_ids, .optional = true, .max = MEMBERS_AT_ONCE));
SHAPE(channel_change,
    FIELD(channel_change, id), WORDS_OF(channel_change), FIELD(channel_change, archived, .doc = "It is read-only"));

/* ---- rows ---- */

err channel_row_get(tx *t, id who, id channel, struct seat_row *out)
{
    seat_row_page page;

    TRY(q_seats_get(t, who, ((ids){ &channel, 1 }), &page));
    if (!page.n)
        return tx_fail(t, &channel_not_found);
    *out = page.at[0];
    return OK;
}

/* The words by whose beginnings it is found: those of the name, and of the topic. */
static strs row_words(struct arena *a, const struct seat_row *row)
{
    strs words = { 0 };

    words.at = arena_array(a, str, WORDS_OF_BOTH);
    words_of(a, words_fold(a, row->name), WORDS_OF_NAME, &words);
    words_of(a, words_fold(a, row->topic), WORDS_OF_BOTH, &words);
    return words;
}

/* " word word": each has a space before it, by which a pattern finds beginnings. */
static str words_joined(struct arena *a, strs words)
{
    struct buf b = BUF_ON(a);

    for (size_t i = 0; i < words.n; i++) {
        buf_byte(&b, ' ');
        buf_add(&b, words.at[i]);
    }
    return buf_str(&b);
}

static err words_index(tx *t, const struct seat_row *row, strs words)
{
    TRY(q_words_drop(t, row->id));
    for (size_t i = 0; i < words.n && row->kind == CHANNEL_PUBLIC; i++)
        TRY(q_word_add(t, words.at[i], row->id));
    return OK;
}

err channel_row_add(tx *t, const struct seat_row *row)
{
    strs words = row_words(tx_arena(t), row);

    TRY(q_channel_add(t, row->id, row->kind, row->name, words_joined(tx_arena(t), words), row->topic, row->description, row->avatar_url,
                      row->owner_id, row->low_id, row->high_id, row->announcement, row->slow_mode_seconds, row->history_since_joined,
                      row->created_at));
    return row->kind == CHANNEL_PUBLIC ? words_index(t, row, words) : OK;
}

err channel_make(tx *t, struct seat_row *row)
{
    row->id = tx_new_id(t);
    row->created_at = row->updated_at = row->active_at = tx_now(t);
    return channel_row_add(t, row);
}

err channel_row_save(tx *t, const struct seat_row *row, bool reworded)
{
    strs words = row_words(tx_arena(t), row);

    TRY(q_channel_set(t, row->id, row->kind, row->name, words_joined(tx_arena(t), words), row->topic, row->description, row->avatar_url,
                      row->announcement, row->slow_mode_seconds, row->history_since_joined, row->opened, row->archived_at,
                      row->updated_at));
    return reworded ? words_index(t, row, words) : OK;
}

/* ---- a new one ---- */

struct birth { id me; const struct channel_draft *draft; id *made; };

static str given(maybe_str s) { return s.is == GIVEN ? s.v : S(""); }
static bool is_word(maybe_str s, const char *word) { return s.is == GIVEN && str_eq(s.v, str_of(word)); }

static struct seat_row row_of(id owner, const struct channel_draft *d)
{
    return (struct seat_row){
        .kind = is_word(d->kind, "private") ? CHANNEL_PRIVATE : CHANNEL_PUBLIC, .name = given(d->name), .topic = given(d->topic),
        .description = given(d->description), .avatar_url = { given(d->avatar_url).n ? GIVEN : NULLED, given(d->avatar_url) },
        .owner_id = owner, .announcement = d->announcement.is == GIVEN && d->announcement.v,
        .slow_mode_seconds = d->slow_mode_seconds.is == GIVEN ? d->slow_mode_seconds.v : 0,
        .history_since_joined = is_word(d->history, "since_joined"), .archived_at.is = NULLED,
    };
}

static ids others_of(tx *t, id me, ids who)
{
    ids others = ids_once(tx_arena(t), who);
    id *own = ids_find(others, me);

    if (own) {
        memmove(own, own + 1, (size_t)(others.at + others.n - (own + 1)) * sizeof *own);
        others.n--;
    }
    return others;
}

static err create(tx *t, void *arg)
{
    const struct birth *in = arg;
    ids others = others_of(t, in->me, in->draft->member_ids);
    struct seat_row row = row_of(in->me, in->draft);

    TRY(account_acts_in(t, in->me));
    TRY(people_meet_in(t, in->me, others));
    TRY(members_fit(t, &row, (ids){ (id *)&in->me, 1 }));
    TRY(members_fit(t, &row, others));
    TRY(channel_make(t, &row));
    TRY(members_bring(t, &row, in->me, others));
    *in->made = row.id;
    return OK;
}

static err draft_check(ctx *c, struct channel_draft *d)
{
    TRY(shape_read_texts(&c->failure, &channel_draft_shape, d));
    return d->name.is == GIVEN ? OK : fail_field(c, S("name"), &required);
}

err channel_create(ctx *c, id me, const struct channel_draft *draft, id *made)
{
    struct channel_draft d = *draft;
    i64 now_s = ctx_now(c).ms / 1000;
    u64 who = rate_of_id(c->world, me);

    TRY(draft_check(c, &d));
    struct rate r = rate_take(c->world, &channels_daily, who, now_s);
    TRY(rate_refuse(c, &r, "channels"));
    err e = transact(c, create, &(struct birth){ me, &d, made });
    if (e != OK)
        rate_give_back(c->world, &channels_daily, who, now_s);
    return e;
}
