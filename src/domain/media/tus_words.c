/* What the headers of tus say: metadata and checksums. */
#include "base/str.h"
#include "domain/media/upload_own.h"

enum { METADATA_MOST = 8192, VALUE_MOST = 6144, PAIRS_MOST = 64 };

/* The usual alphabet with its padding (RFC 4648, section 4), which some clients leave out. */
static int letter(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static bool base64_bytes(struct arena *a, str text, str *out)
{
    u8 *to = arena_alloc(a, text.n + 1, 1);
    size_t n = 0;
    u32 bits = 0, count = 0;

    while (text.n && text.p[text.n - 1] == '=' && count < 2) {
        text.n--;
        count++;
    }
    if (text.n % 4 == 1 || (count && (text.n + count) % 4))
        return false;
    count = 0;
    for (size_t i = 0; i < text.n; i++) {
        int v = letter(text.p[i]);
        if (v < 0)
            return false;
        bits = bits << 6 | (u32)v;
        count += 6;
        if (count >= 8) {
            count -= 8;
            to[n++] = (u8)(bits >> count);
        }
    }
    *out = bytes_str(to, n);
    return true;
}

static err bad(ctx *c, const char *what)
{
    return fail_with(c, ERR_MALFORMED, "%s", what);
}

static bool key_valid(str key)
{
    for (size_t i = 0; i < key.n; i++)
        if (key.p[i] <= ' ' || key.p[i] > '~')
            return false;
    return key.n > 0;
}

static str *word_of(struct upload_words *w, str key)
{
    const struct { str name; str *at; } known[] = {
        { S("filename"), &w->filename }, { S("filetype"), &w->type }, { S("description"), &w->description }, { S("focus"), &w->focus },
        { S("kind"), &w->kind }, { S("sha256"), &w->sha256 },
    };

    for (size_t i = 0; i < COUNT(known); i++)
        if (str_eq(key, known[i].name))
            return known[i].at;
    return NULL;
}

/* "key base64", or a key alone. */
static err pair_read(ctx *c, str pair, struct upload_words *w)
{
    str rest = pair, key, value = S("");
    bool keyed = str_cut(&rest, ' ', &key) && key_valid(key);

    if (!keyed || !base64_bytes(&c->arena, str_trim(rest), &value))
        return bad(c, "Upload-Metadata must be pairs of a key and a value in base64, with commas between them.");
    str *to = word_of(w, key);
    if (!to)
        return OK;
    if (to->p)
        return bad(c, "Upload-Metadata has a key twice.");
    *to = value;
    return value.n <= VALUE_MOST ? OK : bad(c, "A value in Upload-Metadata is too long.");
}

err tus_metadata_read(ctx *c, str field, struct tus_wish *out)
{
    struct upload_words words = { .type = { NULL, 0 } };
    str rest = field, pair;

    if (field.n > METADATA_MOST)
        return bad(c, "Upload-Metadata is too long.");
    for (int n = 0; str_cut(&rest, ',', &pair); n++) {
        if (n == PAIRS_MOST)
            return bad(c, "Upload-Metadata has too many pairs.");
        if (str_trim(field).n)
            TRY(pair_read(c, str_trim(pair), &words));
    }
    *out = (struct tus_wish){ .type = words.type, .metadata = { field.p ? GIVEN : NULLED, field } };
    return upload_words_read(c, &words, &out->wish);
}

err tus_checksum_read(ctx *c, str field, struct tus_checksum *out)
{
    str rest = field, name, sum;

    *out = (struct tus_checksum){ .kind = TUS_NO_SUM };
    if (!field.p)
        return OK;
    if (!str_cut(&rest, ' ', &name) || !base64_bytes(&c->arena, rest, &sum))
        return bad(c, "Upload-Checksum must be an algorithm and a checksum in base64.");
    bool sha1 = str_eq_nocase(name, S("sha1"));
    if (!sha1 && !str_eq_nocase(name, S("sha256")))
        return bad(c, "Upload-Checksum may be by sha1 or sha256.");
    out->kind = sha1 ? TUS_SHA1 : TUS_SHA256;
    if (sum.n != (sha1 ? 20 : SHA256_SIZE))
        return bad(c, "Upload-Checksum does not have the length of such a checksum.");
    memcpy(out->sum, sum.p, sum.n);
    return OK;
}
