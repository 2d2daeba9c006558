/* Telling caches before this server which files they must not have any longer. */
#include <string.h>
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/media/media.sql.h"
#include "domain/media/media_own.h"
#include "ports/outgoing.h"
#include "ports/store.h"
#include "runtime/settings.h"

const char media_purge_job[] = "media_purge", media_purge_all_job[] = "media_purge_all";
enum { MEDIA_AT_ONCE = 50 };

struct purge { strs urls; };
static SHAPE(purge, FIELD(purge, urls));
struct purge_all { id owner; };
static SHAPE(purge_all, FIELD(purge_all, owner));

static bool is_on(const struct world *w) { return media_settings(w->settings)->media_purge.n; }

/* No request says here how clients reach this server. */
static str origin_of(const struct settings *s)
{
    str url = s->media_url.n ? s->media_url : s->public_url;

    return str_to(url, url.n - str_ends(url, S("/")));
}

/* http or https, and a host; who may call there is said by media_purge_secret. */
static bool address_valid(str url)
{
    str rest = str_from(url, str_starts(url, S("https://")) ? 8 : 7);

    if (!str_starts(url, S("https://")) && !str_starts(url, S("http://")))
        return false;
    for (size_t i = 0; i < url.n; i++)
        if ((u8)url.p[i] <= ' ' || (u8)url.p[i] >= 0x7f || url.p[i] == '#' || url.p[i] == '@')
            return false;
    return rest.n && !strchr("/?:", rest.p[0]);
}

err media_settings_check(const struct settings *all, struct failure *failure)
{
    str url = media_settings(all)->media_purge;

    if (!url.n)
        return OK;
    if (!address_valid(url))
        return failure_with(failure, ERR_INVALID, "media_purge: \"" STR_FMT "\" is not an address such as https://cdn.example/purge.",
                            STR_ARG(setting_shown(failure->arena, SETTING_URL, url)));
    if (!origin_of(all).n)
        return failure_with(failure, ERR_INVALID, "media_purge: what it is told are URLs, so it needs media_url or public_url.");
    return OK;
}

static str payload_of(struct arena *a, const struct settings *s, const media_named_page *names)
{
    struct purge p = { { arena_array(a, str, names->n), names->n } };
    struct buf payload = BUF_ON(a);

    for (size_t i = 0; i < names->n; i++)
        p.urls.at[i] = arena_format(a, STR_FMT "/media/" STR_FMT, STR_ARG(origin_of(s)), STR_ARG(names->at[i].name));
    json_write(&payload, &purge_shape, &p);
    return buf_str(&payload);
}

err media_purge_in(tx *t, ids which)
{
    media_named_page names;

    if (!which.n || !is_on(tx_world(t)))
        return OK;
    TRY(q_media_names_of(t, which, &names));
    return names.n ? job_add(t, media_purge_job, payload_of(tx_arena(t), tx_world(t)->settings, &names), tx_now(t)) : OK;
}

err media_hidden_hear(tx *t, const struct event *e)
{
    struct buf payload = BUF_ON(tx_arena(t));
    id who;

    if (!is_on(tx_world(t)) || !id_parse(e->key, &who))
        return OK;
    json_write(&payload, &purge_all_shape, &(struct purge_all){ who });
    return job_add(t, media_purge_all_job, buf_str(&payload), tx_now(t));
}

/* ---- the jobs ---- */

err media_purge_run(ctx *c, str payload)
{
    const struct media_settings *s = media_settings(c->world->settings);
    struct outgoing_header headers[] = {
        { S("Content-Type"), S("application/json") },
        { S("Authorization"), arena_format(&c->arena, "Bearer " STR_FMT, STR_ARG(s->media_purge_secret)) },
    };
    struct outgoing_answer answer;

    if (!is_on(c->world))
        return OK;
    TRY(outgoing_call(c, &(struct outgoing){ .method = S("POST"), .url = s->media_purge, .headers = headers,
                                             .header_count = s->media_purge_secret.n ? 2 : 1, .body = payload, .idempotent = true, .named = true },
                      &answer));
    return answer.status / 100 == 2 ? OK : fail_with(c, ERR_UNAVAILABLE, "media_purge answers %d.", answer.status);
}

/* The next of them, from `*after` on, which moves; 0: there are no more. */
static err some_purge(ctx *c, id owner, id *after)
{
    media_expiring_page open;
    media_named_page names;

    TRY(q_media_open_of(c, owner, *after, MEDIA_AT_ONCE, &open));
    *after = open.n ? open.at[open.n - 1].id : (id){ 0 };
    if (!open.n)
        return OK;
    ids which = { arena_array(&c->arena, id, open.n), open.n };
    for (size_t i = 0; i < open.n; i++)
        which.at[i] = open.at[i].id;
    TRY(q_media_names_of(c, which, &names));
    return media_purge_run(c, payload_of(&c->arena, c->world->settings, &names));
}

err media_purge_all_run(ctx *c, str payload)
{
    struct purge_all all = { 0 };
    id after = { 0 };

    TRY(json_read(&c->arena, &c->failure, payload, &purge_all_shape, &all));
    do {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(some_purge(c, all.owner, &after));
        arena_rewind(&c->arena, mark);
    } while (after.v);
    return OK;
}
