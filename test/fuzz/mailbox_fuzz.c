/* Mail addresses, with a name and without: an accepted one cannot end a line or a bracket in a letter's head or envelope. */
#include <assert.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/str.h"
#include "ports/mail/own.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void harmless(str s, const char *never)
{
    for (size_t i = 0; i < s.n; i++)
        assert((u8)s.p[i] >= ' ' && s.p[i] != 0x7f && !strchr(never, s.p[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str text = { (const char *)data, size };
    struct mailbox m;
    struct arena a;

    arena_init(&a, NULL, 0);
    if (mail_address_valid(text)) {
        harmless(text, " <>()[]\\,;:\"");
        assert(text.n <= 254 && str_find_byte(text, '@') > 0);
        assert(mailbox_read(&a, text, &m) && str_eq(m.address, text) && !m.name.n);
    }
    if (mailbox_read(&a, text, &m)) {
        assert(mail_address_valid(m.address));
        harmless(m.name, "<>");
    }
    arena_close(&a);
    return 0;
}
