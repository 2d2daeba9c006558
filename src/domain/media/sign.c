#include "base/buf.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "domain/media/media_own.h"
#include "domain/media/sign.h"
#include "ports/secrets.h"

/* Seconds are whole, and rounded to a twelfth of the time, so that answers soon after each other have the same URLs. */
when media_url_end(ctx *c, when until)
{
    i64 lives = media_settings(c->world->settings)->media_url_ttl, step = lives / 12000 * 1000;
    i64 end = ctx_now(c).ms + lives;

    end = step > 0 ? end / step * step : end;
    end = until.ms && until.ms < end ? until.ms : end;
    return (when){ end / 1000 * 1000 };
}

str media_url_sign(ctx *c, str name, when until)
{
    u8 mac[32];
    str text = arena_format(&c->arena, STR_FMT " %lld", STR_ARG(name), (long long)(until.ms / 1000));

    secrets_mac(c->world->secrets, S("media url"), text, mac);
    return arena_format(&c->arena, "?exp=%lld&sig=" STR_FMT, (long long)(until.ms / 1000),
                        STR_ARG(hex_text(&c->arena, bytes_str(mac, 16))));
}
