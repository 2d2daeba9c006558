/* Removing many keys with one request, where the server can do that. */
#include "base/base64.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "ports/blob/s3/own.h"
#include "ports/blob/s3/xml.h"

enum { AT_ONCE = 1000 };

/* No letter of a prefix or a key means anything in XML. */
static str list_of(ctx *c, const struct s3 *s, strs keys)
{
    struct buf b = BUF_ON(&c->arena);

    buf_lit(&b, "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Quiet>true</Quiet>");
    for (size_t i = 0; i < keys.n; i++)
        buf_format(&b, "<Object><Key>" STR_FMT STR_FMT "</Key></Object>", STR_ARG(s->place.prefix), STR_ARG(keys.at[i]));
    buf_lit(&b, "</Delete>");
    return buf_str(&b);
}

/* Of all that it says, why one of them stays. */
struct staying { str code; };

static bool staying_leaf(void *arg, str in, str name, str text)
{
    struct staying *s = arg;

    if (str_eq(in, S("Error")) && str_eq(name, S("Code")) && !str_eq(text, S("NoSuchKey")))
        s->code = text;
    return true;
}

static err answer_read(ctx *c, struct s3 *s, const struct s3_answer *a)
{
    struct staying staying = { S("") };

    if (!xml_read(&(struct xml_reader){ &c->arena, &staying, staying_leaf, NULL }, a->body))
        return s3_refused(c, s, "POST ?delete", S("the answer cannot be read"));
    return staying.code.n ? s3_refused(c, s, "POST ?delete", staying.code) : OK;
}

/* `able`: such a request is known to it, and to this machine, which may forbid the checksum that it has to have. */
static err at_once(ctx *c, struct s3 *s, strs keys, bool *able)
{
    struct s3_call call = { .method = "POST", .query = S("delete="), .body = list_of(c, s, keys), .field_count = 1, .refusable = true };
    u8 sum[MD5_SIZE];
    struct s3_answer a;

    *able = md5(call.body, sum);
    if (!*able)
        return OK;
    call.fields[0] = (struct s3_field){ S("content-md5"), base64_text(&c->arena, bytes_str(sum, sizeof sum)) };
    TRY(s3_call(c, s, &call, &a));
    *able = a.status < 300;
    return *able ? answer_read(c, s, &a) : OK;
}

static err some_drop(ctx *c, struct s3 *s, strs keys)
{
    bool able;

    if (atomic_load(&s->one_by_one))
        return ERR_NOT_BUILT;
    TRY(at_once(c, s, keys, &able));
    if (able)
        return OK;
    if (!atomic_exchange(&s->one_by_one, true))
        ctx_log(c, LOG_INFO, "the bucket does not remove several files at once, so they go one by one", KV_STR("server", s->place.host));
    return ERR_NOT_BUILT;
}

err s3_drop_at_once(ctx *c, struct blob *b, strs keys)
{
    struct s3 *s = CONTAINER(b, struct s3, blob);

    if (keys.n < 2)
        return ERR_NOT_BUILT;
    for (size_t at = 0; at < keys.n; at += AT_ONCE)
        TRY(some_drop(c, s, (strs){ keys.at + at, keys.n - at < AT_ONCE ? keys.n - at : AT_ONCE }));
    return s3_parts_drop(c, s, keys, false);
}
