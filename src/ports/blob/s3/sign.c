#include "ports/blob/s3/sign.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/time.h"
#include "crypto/digest.h"

enum { DAY = 8, TIME = 16 };

void s3_encode(struct buf *b, str s, bool path)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i], low = c | 0x20;
        bool plain = (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain || (path && c == '/'))
            buf_byte(b, c);
        else
            buf_format(b, "%%%02X", (u8)c);
    }
}

/* 20261121T093000Z */
static str time_text(struct arena *a, when at)
{
    char t[RFC3339_LENGTH];

    time_rfc3339(at, t);
    return arena_format(a, "%.4s%.2s%.2sT%.2s%.2s%.2sZ", t, t + 5, t + 8, t + 11, t + 14, t + 17);
}

static str scope_text(struct arena *a, const struct s3_key *key, str time)
{
    return arena_format(a, "%.*s/" STR_FMT "/s3/aws4_request", DAY, time.p, STR_ARG(key->region));
}

/* ---- the one form ---- */

struct form { struct s3_field fields[S3_FIELDS + 3]; size_t n; };

static int field_cmp(const void *a, const void *b)
{
    return str_cmp(((const struct s3_field *)a)->name, ((const struct s3_field *)b)->name);
}

static struct form form_of(const struct s3_request *r, str date)
{
    struct form f = { .n = 0 };

    assert(r->field_count <= S3_FIELDS);
    f.fields[f.n++] = (struct s3_field){ S("host"), r->host };
    if (date.n) {
        f.fields[f.n++] = (struct s3_field){ S("x-amz-date"), date };
        f.fields[f.n++] = (struct s3_field){ S("x-amz-content-sha256"), r->payload };
    }
    for (size_t i = 0; i < r->field_count; i++)
        f.fields[f.n++] = r->fields[i];
    qsort(f.fields, f.n, sizeof f.fields[0], field_cmp);
    return f;
}

static str names_text(struct arena *a, const struct form *f)
{
    struct buf b = BUF_ON(a);

    for (size_t i = 0; i < f->n; i++) {
        buf_add(&b, i ? S(";") : S(""));
        buf_add(&b, f->fields[i].name);
    }
    return buf_str(&b);
}

static str digest_of_form(struct arena *a, const struct s3_request *r, str query, const struct form *f, str payload)
{
    struct buf b = BUF_ON(a);
    u8 digest[SHA256_SIZE];

    buf_format(&b, "%s\n" STR_FMT "\n" STR_FMT "\n", r->method, STR_ARG(r->path), STR_ARG(query));
    for (size_t i = 0; i < f->n; i++)
        buf_format(&b, STR_FMT ":" STR_FMT "\n", STR_ARG(f->fields[i].name), STR_ARG(f->fields[i].value));
    buf_format(&b, "\n" STR_FMT "\n" STR_FMT, STR_ARG(names_text(a, f)), STR_ARG(payload));
    sha256(buf_str(&b), digest);
    return hex_text(a, bytes_str(digest, sizeof digest));
}

/* ---- the signature ---- */

static str signature_of(struct arena *a, const struct s3_key *key, str time, str digest)
{
    str first = arena_format(a, "AWS4" STR_FMT, STR_ARG(key->secret));
    str text = arena_format(a, "AWS4-HMAC-SHA256\n" STR_FMT "\n" STR_FMT "\n" STR_FMT, STR_ARG(time), STR_ARG(scope_text(a, key, time)),
                            STR_ARG(digest));
    const str steps[] = { str_to(time, DAY), key->region, S("s3"), S("aws4_request"), text };
    u8 code[SHA256_SIZE];
    str with = first;

    for (size_t i = 0; i < COUNT(steps); i++) {
        u8 next[SHA256_SIZE];
        hmac_sha256(with, steps[i], next);
        memcpy(code, next, sizeof code);
        with = bytes_str(code, sizeof code);
    }
    secret_wipe((void *)first.p, first.n);
    return hex_text(a, with);
}

void s3_sign(struct arena *a, const struct s3_key *key, const struct s3_request *r, struct s3_signature *out)
{
    str time = time_text(a, r->at);
    struct form f = form_of(r, time);
    str signature = signature_of(a, key, time, digest_of_form(a, r, r->query, &f, r->payload));

    out->date = time;
    out->authorization = arena_format(a, "AWS4-HMAC-SHA256 Credential=" STR_FMT "/" STR_FMT ", SignedHeaders=" STR_FMT ", "
                                      "Signature=" STR_FMT, STR_ARG(key->id), STR_ARG(scope_text(a, key, time)), STR_ARG(names_text(a, &f)), STR_ARG(signature));
}

str s3_presign(struct arena *a, const struct s3_key *key, const struct s3_request *r, i64 lives_s)
{
    str time = time_text(a, r->at);
    struct form f = form_of(r, (str){ NULL, 0 });
    struct buf b = BUF_ON(a);

    buf_lit(&b, "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=");
    s3_encode(&b, arena_format(a, STR_FMT "/" STR_FMT, STR_ARG(key->id), STR_ARG(scope_text(a, key, time))), false);
    buf_format(&b, "&X-Amz-Date=" STR_FMT "&X-Amz-Expires=%lld&X-Amz-SignedHeaders=", STR_ARG(time), (long long)lives_s);
    s3_encode(&b, names_text(a, &f), false);
    if (r->query.n)
        buf_format(&b, "&" STR_FMT, STR_ARG(r->query));
    str signature = signature_of(a, key, time, digest_of_form(a, r, buf_str(&b), &f, S3_UNSIGNED));
    buf_format(&b, "&X-Amz-Signature=" STR_FMT, STR_ARG(signature));
    return buf_str(&b);
}
