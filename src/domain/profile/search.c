/*
 * The search of people. Names are cut into words (words.h), which are kept in a table
 * with an index that works on both engines; docs/decisions say why. Every word of a
 * question must be a prefix of a word of the name or display name. Only if that does not
 * fill a page, spellings one typing error away are tried, one word at a time.
 */
#include "base/ids.h"
#include "base/str.h"
#include "domain/profile/profile.sql.h"
#include "domain/profile/profile_own.h"
#include "domain/profile/words.h"

enum { ASKED_MOST = 4, SPELLED_PEOPLE = 200, INDEX_WAIT_MS = 250 };

struct person_hit { id user_id; str name, display; };
typedef PAGE(person_hit) person_hit_page;
struct people_tally { i64 n; };
struct person_begun { id user_id; };
typedef PAGE(person_begun) person_begun_page;

SHAPE(person_hit, FIELD(person_hit, user_id), FIELD(person_hit, name), FIELD(person_hit, display));
SHAPE(people_tally, FIELD(people_tally, n));
SHAPE(person_begun, FIELD(person_begun, user_id));
SHAPE(people_found,
    FIELD(people_found, query),
    FIELD_PAGE(people_found, results, &profile_shape),
    FIELD(people_found, total, .doc = "The number of people found whom you may see"),
    FIELD(people_found, limit), FIELD(people_found, offset));

/* ---- the index ---- */

static err person_add(tx *t, const struct account *a)
{
    str name = username_key(tx_arena(t), a->username), display = words_fold(tx_arena(t), a->display_name);
    strs words = {0};

    words_of(tx_arena(t), name, WORDS_MOST, &words);
    words_of(tx_arena(t), display, WORDS_MOST, &words);
    TRY(q_person_set(t, a->id, name, display));
    for (size_t i = 0; i < words.n; i++)
        TRY(q_person_word_add(t, words.at[i], a->id));
    return OK;
}

err person_index(tx *t, const struct event *e)
{
    struct account a;
    id who;

    TRY(event_about(t, e, &who));
    TRY(q_person_words_drop(t, who));
    err found = account_by_id_in(t, who, &a);
    if (found == ERR_NOT_FOUND || (found == OK && !account_is_shown(&a)))
        return q_person_drop(t, who);
    TRY(found);
    return person_add(t, &a);
}

/* ---- a question ---- */

struct question {
    str text, end;                   /* folded; and the end of the range with that prefix */
    strs words;
    str begins[ASKED_MOST], ends[ASKED_MOST];
    ids barred;                      /* people who block the caller, or whom the caller blocks */
    i64 most, offset;
};

/* The longest word is the rarest: its matches are searched for the others. */
static void longest_first(str *begins)
{
    for (size_t i = 1; i < ASKED_MOST; i++)
        if (begins[i].n > begins[0].n) {
            str longer = begins[i];
            begins[i] = begins[0];
            begins[0] = longer;
        }
}

static err question_read(ctx *c, id me, str query, struct question *q)
{
    str text = str_trim(query);

    if (str_starts(text, S("@")))
        text = str_from(text, 1);
    q->text = words_fold(&c->arena, text);
    q->end = word_end(&c->arena, q->text);
    q->words = (strs){0};
    words_of(&c->arena, q->text, WORDS_MOST, &q->words);
    for (size_t i = 0; i < ASKED_MOST && q->words.n; i++)
        q->begins[i] = q->words.at[i < q->words.n ? i : 0];
    longest_first(q->begins);
    for (size_t i = 0; i < ASKED_MOST && q->words.n; i++)
        q->ends[i] = word_end(&c->arena, q->begins[i]);
    return sight_barred(c, me, &q->barred);
}

static err index_ask(ctx *c, const struct question *q, person_hit_page *out, i64 *total)
{
    const str *b = q->begins, *e = q->ends;
    struct people_tally tally;

    if (q->words.n == 1) {
        TRY(q_people_by_word(c, q->text, q->end, b[0], e[0], q->barred, q->most, q->offset, out));
        TRY(q_people_by_word_count(c, b[0], e[0], q->barred, q->text, &tally));
    } else {
        TRY(q_people_by_words(c, q->text, q->end, b[0], e[0], b[1], e[1], b[2], e[2], b[3], e[3], q->barred, q->most, q->offset, out));
        TRY(q_people_by_words_count(c, b[0], e[0], b[1], e[1], b[2], e[2], b[3], e[3], q->barred, q->text, &tally));
    }
    *total = tally.n;
    return OK;
}

/* ---- typing errors ---- */

static strs words_of_hit(ctx *c, const struct person_hit *h)
{
    strs words = {0};

    words_of(&c->arena, h->name, WORDS_MOST, &words);
    words_of(&c->arena, h->display, WORDS_MOST, &words);
    return words;
}

/* All words but one are prefixes of their words; `but` past the last: all are. */
static bool fits(ctx *c, const struct question *q, const struct person_hit *h, size_t but)
{
    strs words = words_of_hit(c, h);

    for (size_t i = 0; i < q->words.n; i++)
        if (i != but && !words_have(&words, q->words.at[i]))
            return false;
    return true;
}

static bool among(const person_hit_page *page, id who)
{
    for (size_t i = 0; i < page->n; i++)
        if (page->at[i].user_id.v == who.v)
            return true;
    return false;
}

static err misspelt(ctx *c, const struct question *q, person_hit_page *out)
{
    *out = (person_hit_page){ .at = arena_array(&c->arena, struct person_hit, SPELLED_PEOPLE) };
    for (size_t w = 0; w < q->words.n && w < ASKED_MOST; w++) {
        person_hit_page page;
        strs spellings;
        spellings_of(&c->arena, q->words.at[w], &spellings);
        if (!spellings.n)
            continue;
        TRY(q_people_by_spellings(c, spellings, q->barred, SPELLED_PEOPLE, &page));
        for (size_t i = 0; i < page.n && out->n < SPELLED_PEOPLE; i++)
            if (fits(c, q, &page.at[i], w) && !fits(c, q, &page.at[i], q->words.n) && !among(out, page.at[i].user_id))
                out->at[out->n++] = page.at[i];
    }
    return OK;
}

/* People found by exact words come first, then those found by a similar spelling. */
static err misspelt_add(ctx *c, const struct question *q, person_hit_page *page, i64 *total)
{
    struct person_hit *all = arena_array(&c->arena, struct person_hit, (size_t)q->most);
    person_hit_page more;

    TRY(misspelt(c, q, &more));
    i64 skip = q->offset > *total ? q->offset - *total : 0;
    if (page->n)
        memcpy(all, page->at, page->n * sizeof *all);
    page->at = all;
    for (i64 i = skip; i < (i64)more.n && (i64)page->n < q->most; i++)
        all[page->n++] = more.at[i];
    *total += (i64)more.n;
    return OK;
}

err people_search(ctx *c, id me, str query, i64 most, i64 offset, struct people_found *out)
{
    struct question q = { .most = most, .offset = offset };
    person_hit_page page = {0};

    *out = (struct people_found){ .query = query, .limit = most, .offset = offset };
    TRY(question_read(c, me, query, &q));
    if (!q.words.n)
        return OK;
    TRY(consumer_await(c, PEOPLE_INDEX, INDEX_WAIT_MS));       /* so a writer finds their change at once */
    TRY(index_ask(c, &q, &page, &out->total));
    if (offset + most > out->total)
        TRY(misspelt_add(c, &q, &page, &out->total));
    ids who = { arena_array(&c->arena, id, page.n), page.n };
    for (size_t i = 0; i < page.n; i++)
        who.at[i] = page.at[i].user_id;
    /* People on the other side of blocks that the question could not exclude are counted, too. */
    return profiles_where(c, me, who, sight_reaches, &out->results);
}

err people_beginning(ctx *c, str begin, i64 most, ids *out)
{
    person_begun_page page;

    TRY(q_people_beginning(c, begin, word_end(&c->arena, begin), most, &page));
    *out = (ids){ arena_array(&c->arena, id, page.n), page.n };
    for (size_t i = 0; i < page.n; i++)
        out->at[i] = page.at[i].user_id;
    *out = ids_once(&c->arena, *out);
    return OK;
}
