/* Signed URLs of media: only what this server has signed works, to the letter, for its name, until its end. */
#include <assert.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "domain/media/sign.h"
#include "ports/secrets.h"
#include "runtime/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

enum { NOW = 1795253400 };           /* seconds */
static const str key = S("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
static const str name = S("abcdefghijklmnopqrstuvwxyz234567abcdefgh.jpg");
static const when now = { NOW * 1000ll }, end = { (NOW + 3600) * 1000ll + 250 };

static enum media_ticket judge(struct secrets *s, str whose, str query)
{
    struct media_query q;
    when until;

    media_query_read(query, &q);
    return media_ticket_judge(s, whose, &q, now, &until);
}

/* The octets of a good one, some of them replaced. */
static void changed_try(struct secrets *s, struct arena *a, str good, const uint8_t *data, size_t n)
{
    struct media_query was, is;
    struct buf b = BUF_ON(a);

    if (n < 2 || data[0] >= good.n)
        return;
    buf_add(&b, str_to(good, data[0]));
    buf_add(&b, (str){ (const char *)data + 2, n - 2 });
    buf_add(&b, str_from(good, data[0] + data[1]));
    media_query_read(good, &was);
    media_query_read(buf_str(&b), &is);
    bool same = str_eq(was.exp, is.exp) && str_eq(was.sig, is.sig) && !is.twice;
    assert((judge(s, name, buf_str(&b)) == TICKET_GOOD) == same);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct settings settings = { .secret_key = key };
    struct world w = { .settings = &settings };
    struct failure failure;
    struct secrets *s;
    struct arena a;

    arena_init(&a, NULL, 0);
    failure_begin(&failure, &a);
    err opened = secrets_open(&w, &failure, &s);
    assert(opened == OK);
    enum media_ticket raw = judge(s, name, (str){ (const char *)data, n });
    assert(raw == TICKET_NONE || raw == TICKET_WRONG);
    struct buf good = BUF_ON(&a);
    media_url_sign_add(s, &good, name, end);
    str query = str_from(buf_str(&good), 1);
    assert(judge(s, name, query) == TICKET_GOOD);
    assert(judge(s, S("bbcdefghijklmnopqrstuvwxyz234567abcdefgh.jpg"), query) == TICKET_WRONG);
    assert(judge(s, S("abcdefghijklmnopqrstuvwxyz234567abcdefgh.png"), query) == TICKET_WRONG);
    changed_try(s, &a, query, data, n);
    secrets_close(&s);
    arena_close(&a);
    return 0;
}
