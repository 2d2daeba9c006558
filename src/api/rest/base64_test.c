#include "api/rest/base64.h"
#include "base/str.h"
#include "kit/test.h"

TEST(bytes_come_back_as_they_went)
{
    u8 bytes[40], back[40];

    for (size_t n = 0; n <= sizeof bytes; n++) {
        struct buf text = {0};
        for (size_t i = 0; i < n; i++)
            bytes[i] = (u8)(i * 37 + n);
        base64url_add(&text, bytes, n);
        expect(base64url_read(buf_str(&text), back, n));
        expect(memcmp(bytes, back, n) == 0);
        buf_close(&text);
    }
}

TEST(there_is_one_way_to_write_them)
{
    u8 out[2];

    expect(base64url_read(S("-_8"), out, 2));
    expect(!base64url_read(S("-_9"), out, 2));       /* bits behind the end */
    expect(!base64url_read(S("+/8"), out, 2));
    expect(!base64url_read(S("-_8="), out, 2));
    expect(!base64url_read(S("-_"), out, 2));
    expect(!base64url_read(S(""), out, 2));
}
