#include "work/want.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

bool files_lacking(void)
{
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

    if (fd >= 0)
        close(fd);
    return fd < 0 && (errno == EMFILE || errno == ENFILE);
}
