/* Accept-Language fields: any input gives a language; a field's choice, requested alone, is chosen again. */
#include <assert.h>
#include <stddef.h>
#include "base/str.h"
#include "i18n/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whether the field can ask for the language at all. */
static bool mentions(str field, str code)
{
    for (size_t i = 0; i + code.n <= field.n; i++)
        if (str_eq_nocase((str){ field.p + i, code.n }, code))
            return true;
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str field = { (const char *)data, size };
    enum language chosen = language_of(field);

    assert((int)chosen >= 0 && chosen < LANGUAGES);
    assert(chosen == 0 || mentions(field, language_code(chosen)));
    assert(language_of(language_code(chosen)) == chosen);
    return 0;
}
