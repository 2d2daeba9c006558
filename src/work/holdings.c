#include "work/holdings.h"
#include <stdlib.h>
#include "base/hash.h"
#include "base/random.h"
#include "base/str.h"
#include "ports/blob.h"

enum { LISTED = 20000, CLAIMED = 100 };

struct check {
    const struct holding *of;
    struct arena *keep;
    struct holdings_found *out;
    struct arena hashes;             /* of the keys that there are */
    u64 *at, seed;
    size_t n, size;
};

static void note(struct check *k, i64 *count, strs *keys, str key)
{
    if (!keys->at)
        keys->at = arena_array(k->keep, str, HOLDINGS_SHOWN);
    if (keys->n < HOLDINGS_SHOWN)
        keys->at[keys->n++] = arena_copy(k->keep, key);
    ++*count;
}

static err is_there(ctx *c, str key, bool *there)
{
    struct blob_facts facts;
    err e = blob_look(c, c->world->blob, key, &facts);

    *there = e == OK;
    return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- files without a row ---- */

static void hash_add(struct check *k, str key)
{
    if (k->n == k->size) {
        size_t size = k->size ? 2 * k->size : 1024;
        u64 *at = arena_array(&k->hashes, u64, size);
        if (k->n)
            memcpy(at, k->at, k->n * sizeof *at);
        k->at = at;
        k->size = size;
    }
    k->at[k->n++] = hash_seeded(k->seed, key);
}

/* Or lies where nobody would look for it: in a folder of the disk that is another key's. */
static err is_listed(ctx *c, str key, bool *there)
{
    blob_entry_page page;

    TRY(is_there(c, key, there));
    if (*there)
        return OK;
    TRY(blob_list(c, c->world->blob, key, S(""), 1, &page));
    *there = page.n && str_eq(page.at[0].key, key);
    return OK;
}

/* The file is there, and before and after that was found nothing claimed it. */
static err stray_look(ctx *c, struct check *k, str key)
{
    bool there, claimed = false;

    TRY(is_listed(c, key, &there));
    if (there)
        TRY(k->of->claim(c, (strs){ &key, 1 }, &claimed));
    if (there && !claimed)
        note(k, &k->out->strays, &k->out->stray_keys, key);
    return OK;
}

static err claims_look(ctx *c, struct check *k, const struct blob_entry *at, size_t n)
{
    strs keys = { arena_array(&c->arena, str, n), n };
    bool claimed[CLAIMED] = { false };

    for (size_t i = 0; i < n; i++) {
        keys.at[i] = at[i].key;
        k->out->bytes += at[i].size;
        hash_add(k, at[i].key);
    }
    k->out->files += (i64)n;
    TRY(k->of->claim(c, keys, claimed));
    for (size_t i = 0; i < n; i++)
        if (!claimed[i])
            TRY(stray_look(c, k, at[i].key));
    return OK;
}

static err page_look(ctx *c, struct check *k, const blob_entry_page *page)
{
    for (size_t i = 0; i < page->n; i += CLAIMED) {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(claims_look(c, k, page->at + i, page->n - i < CLAIMED ? page->n - i : CLAIMED));
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

static err files_look(ctx *c, struct check *k)
{
    struct arena_mark mark = arena_mark(&c->arena);
    str after = S("");
    blob_entry_page page;

    do {
        TRY(blob_list(c, c->world->blob, str_of(k->of->prefix), after, LISTED, &page));
        TRY(page_look(c, k, &page));
        after = page.n ? arena_copy(&k->hashes, page.at[page.n - 1].key) : after;
        arena_rewind(&c->arena, mark);
    } while (page.n == LISTED);
    return OK;
}

/* ---- rows without a file ---- */

static int hash_cmp(const void *a, const void *b)
{
    u64 x = *(const u64 *)a, y = *(const u64 *)b;

    return (x > y) - (x < y);
}

static bool among(const struct check *k, str key)
{
    u64 hash = hash_seeded(k->seed, key);

    return k->n && bsearch(&hash, k->at, k->n, sizeof hash, hash_cmp);
}

/* It was not listed; it is not there; and it is still needed. */
static err missing_look(ctx *c, struct check *k, str from, str key)
{
    bool there, needed = false;
    strs again;
    str next;

    TRY(is_there(c, key, &there));
    if (there)
        return OK;
    TRY(k->of->need(c, from, &again, &next));
    for (size_t i = 0; i < again.n; i++)
        needed |= str_eq(again.at[i], key);
    if (needed)
        note(k, &k->out->missing, &k->out->missing_keys, key);
    return OK;
}

static err rows_look(ctx *c, struct check *k)
{
    struct arena_mark mark = arena_mark(&c->arena);
    str from = { NULL, 0 }, next;
    strs keys;

    do {
        TRY(k->of->need(c, from, &keys, &next));
        k->out->needed += (i64)keys.n;
        for (size_t i = 0; i < keys.n; i++)
            if (!among(k, keys.at[i]))
                TRY(missing_look(c, k, from, keys.at[i]));
        from = next.n ? arena_copy(&k->hashes, next) : (str){ NULL, 0 };
        arena_rewind(&c->arena, mark);
    } while (from.n);
    return OK;
}

/* ---- both ---- */

static err holding_check(ctx *c, struct check *k)
{
    TRY(files_look(c, k));
    if (k->n)
        qsort(k->at, k->n, sizeof *k->at, hash_cmp);
    return rows_look(c, k);
}

err holdings_check(ctx *c, const struct capability *part, struct arena *keep, struct holdings_found *out)
{
    err e = OK;

    for (const struct holding *h = part->holdings; h && h->prefix && e == OK; h++) {
        struct check k = { .of = h, .keep = keep, .out = out };
        random_bytes(&k.seed, sizeof k.seed);
        arena_init(&k.hashes, NULL, 0);
        e = holding_check(c, &k);
        arena_close(&k.hashes);
    }
    return e;
}
