/* Names of files: those in the blob store and in URLs, which nobody can guess from the bytes, and those that people gave. */
#include "base/str.h"
#include "base/utf8.h"
#include "crypto/base32.h"
#include "crypto/digest.h"
#include "domain/media/media_own.h"
#include "ports/secrets.h"

enum { NAME_LENGTH = 40, FILENAME_MOST = 200 };

static const struct { const char *mime, *extension; } extensions[] = {
    { "image/jpeg", "jpg" }, { "image/png", "png" }, { "image/webp", "webp" }, { "image/gif", "gif" },
    { "video/mp4", "mp4" }, { "video/quicktime", "mov" }, { "video/webm", "webm" }, { "audio/mpeg", "mp3" }, { "audio/mp4", "m4a" },
    { "audio/ogg", "ogg" }, { "audio/webm", "weba" }, { "audio/wav", "wav" }, { "audio/flac", "flac" },
};

const char *media_extension(str mime)
{
    for (size_t i = 0; i < COUNT(extensions); i++)
        if (str_eq(mime, str_of(extensions[i].mime)))
            return extensions[i].extension;
    return "bin";
}

/* Of a media and its bytes, and of the attempt that made them: what an earlier one left is never taken for this one's. */
str media_name_make(struct world *w, struct arena *a, const struct media_naming *n)
{
    u8 mac[SHA256_SIZE];
    str text = arena_format(a, "%lld %lld " STR_FMT, (long long)n->media.v, (long long)n->attempt.v,
                            STR_ARG(hex_text(a, bytes_str(n->sha256, SHA256_SIZE))));

    secrets_mac(w->secrets, S("media name"), text, mac);
    str letters = base32_text(a, bytes_str(mac, sizeof mac));
    char *lower = arena_alloc(a, NAME_LENGTH, 1);
    for (size_t i = 0; i < NAME_LENGTH; i++)
        lower[i] = (char)(letters.p[i] | ('A' <= letters.p[i] && letters.p[i] <= 'Z' ? 0x20 : 0));
    return arena_format(a, "%.*s.%s", NAME_LENGTH, lower, media_extension(n->mime));
}

static bool is_plain(u32 point)
{
    return point >= ' ' && (point < 0x7f || point >= 0xa0) && point != 0x200e && point != 0x200f && (point < 0x2028 || point > 0x202e)
        && (point < 0x2066 || point > 0x2069);
}

static str after_folders(str path)
{
    for (size_t i = path.n; i; i--)
        if (path.p[i - 1] == '/' || path.p[i - 1] == '\\')
            return str_from(path, i);
    return path;
}

/* Without folders, control characters, and what turns text around. */
str media_filename(struct arena *a, str given)
{
    str name = after_folders(given);
    char *out = arena_alloc(a, name.n + 1, 1);
    size_t n = 0, characters = 0, size;
    u32 point;

    for (size_t i = 0; characters < FILENAME_MOST && (size = utf8_decode(str_from(name, i), &point)) > 0; i += size)
        if (is_plain(point)) {
            memcpy(out + n, name.p + i, size);
            n += size;
            characters++;
        }
    str clean = str_trim((str){ out, n });
    return !clean.n || str_eq(clean, S(".")) || str_eq(clean, S("..")) ? S("file") : clean;
}
