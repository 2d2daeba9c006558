/* The members of a channel, as whoever reads it sees them: blocked ones too, but nobody who is hidden. */
#include "base/ids.h"
#include "base/str.h"
#include "domain/channel/channel_own.h"
#include "domain/channel/member.sql.h"
#include "domain/profile/profile.h"
#include "text/name.h"

enum { WALKED_MOST = 1000, NAMED_MOST = 10000, ASKED_WORDS = 4, PAGES_MOST = 11 };

SHAPE(channel_member,
    FIELD(channel_member, user_id), FIELD(channel_member, username), FIELD(channel_member, display_name), FIELD(channel_member, avatar_url),
    FIELD(channel_member, role, .words = channel_role_words), FIELD(channel_member, joined_at));

SHAPE(participant, FIELD(participant, channel_id), FIELD(participant, user_id));

/* The cards that are found are in the order of the ids. */
static bool is_shown(const card_page *shown, id who)
{
    return shown->n && bsearch(&who, shown->at, shown->n, sizeof *shown->at, id_compare);
}

static err hidden_leave_out(ctx *c, participant_page *io)
{
    ids who = { arena_array(&c->arena, id, io->n), io->n };
    card_page shown;
    size_t kept = 0;

    for (size_t i = 0; i < io->n; i++)
        who.at[i] = io->at[i].user_id;
    TRY(cards_shown(c, ids_once(&c->arena, who), &shown));
    for (size_t i = 0; i < io->n; i++)
        if (is_shown(&shown, io->at[i].user_id))
            io->at[kept++] = io->at[i];
    io->n = kept;
    return OK;
}

err channel_participants(ctx *c, ids channels, i64 most, participant_page *out)
{
    *out = (participant_page){ .n = 0 };
    TRY(channels.n ? q_participants_first(c, channels, most, out) : OK);
    return out->n ? hidden_leave_out(c, out) : OK;
}

/* ---- pages of members ---- */

struct walk {
    ctx *c;
    id channel;
    i64 role;                        /* -1: all */
    str begin;                       /* folded; "": all */
    bool among;                      /* only `named`, whom the index of names knows */
    ids named;
};

static i64 role_asked(str word)
{
    for (int i = 0; channel_role_words[i]; i++)
        if (str_eq(word, str_of(channel_role_words[i])))
            return i;
    return -1;
}

/* A large channel is not walked to find a name: the index has those who may be meant. */
static err walk_begin(ctx *c, const struct seat *s, const struct member_wish *wish, struct walk *out)
{
    strs words = { 0 };

    *out = (struct walk){ .c = c, .channel = s->channel, .role = role_asked(wish->role),
                          .begin = words_fold(&c->arena, str_trim(wish->begin)) };
    if (s->member_count <= WALKED_MOST || !out->begin.n)
        return OK;
    words_of(&c->arena, out->begin, ASKED_WORDS, &words);
    words_longest_first(&words);
    out->among = words.n;
    return words.n ? people_beginning(c, words.at[0], NAMED_MOST, &out->named) : OK;
}

/* Roles come one after the other. */
static struct member_place walk_from(const struct walk *w, struct member_place from)
{
    return w->role > from.role ? (struct member_place){ .role = w->role } : from;
}

static bool is_past(const struct walk *w, struct member_place at) { return w->role >= 0 && at.role > w->role; }

static err rows_read(const struct walk *w, struct member_place from, i64 most, member_row_page *out)
{
    if (w->among && !w->named.n)
        return OK;
    if (w->among)
        return q_members_listed_among(w->c, w->channel, w->named, from.role, from.made, most, out);
    if (w->role >= 0)
        return q_members_of_role(w->c, w->channel, w->role, from.made, most, out);
    return q_members_page(w->c, w->channel, from.role, from.made, most, out);
}

static bool is_named(const struct walk *w, const struct card *card)
{
    struct arena *a = &w->c->arena;
    str display = words_fold(a, card->display_name);
    strs words = { 0 };

    if (!w->begin.n || str_starts(words_fold(a, card->username), w->begin) || str_starts(display, w->begin))
        return true;
    words_of(a, display, WALKED_MOST, &words);
    return words_have(&words, w->begin);
}

static bool is_wanted(const struct walk *w, const struct member_row *row, const struct card *card)
{
    return card && (w->role < 0 || row->role == w->role) && is_named(w, card);
}

static struct channel_member member_of(const struct member_row *row, const struct card *card)
{
    return (struct channel_member){ row->user_id, card->username, card->display_name, card->avatar_url,
                                    str_of(channel_role_words[row->role]), row->joined_at };
}

/* Adds those of some rows that are wanted; `*next`: the first that no longer fits. */
static err rows_show(const struct walk *w, const member_row_page *rows, i64 limit, channel_member_page *out, struct member_place *next)
{
    ids who = { arena_array(&w->c->arena, id, rows->n), rows->n };
    card_page cards;

    for (size_t i = 0; i < rows->n; i++)
        who.at[i] = rows->at[i].user_id;
    TRY(cards_shown(w->c, who, &cards));
    for (size_t i = 0, at = 0; i < rows->n && !next->made.v; i++) {
        const struct member_row *row = &rows->at[i];
        const struct card *card = at < cards.n && cards.at[at].id.v == row->user_id.v ? &cards.at[at++] : NULL;
        if (!is_wanted(w, row, card))
            continue;
        if (out->n == (size_t)limit)
            *next = (struct member_place){ row->role, row->made };
        else
            out->at[out->n++] = member_of(row, card);
    }
    return OK;
}

err channel_members(ctx *c, id me, id channel, const struct member_wish *wish, channel_member_page *out, struct member_place *next)
{
    i64 most = wish->limit + 1 > 100 || !wish->begin.n ? wish->limit + 1 : 100;
    struct member_place from;
    member_row_page rows;
    int pages = 0;
    struct walk walk;
    struct seat seat;

    TRY(channel_seat(c, me, channel, &seat));
    TRY(walk_begin(c, &seat, wish, &walk));
    *out = (channel_member_page){ .at = arena_array(&c->arena, struct channel_member, wish->limit) };
    *next = (struct member_place){ 0 };
    from = walk_from(&walk, wish->from);
    do {
        rows = (member_row_page){ .n = 0 };
        TRY(rows_read(&walk, from, most, &rows));
        TRY(rows_show(&walk, &rows, wish->limit, out, next));
        if (rows.n)
            from = (struct member_place){ rows.at[rows.n - 1].role, { rows.at[rows.n - 1].made.v + 1 } };
        if (rows.n < (size_t)most || next->made.v || is_past(&walk, from))
            return OK;
    } while (++pages < PAGES_MOST);
    *next = from;                    /* so few of many fit that the page ends early */
    return OK;
}
