/*
 * Files of a folder, served to strangers. A request's path names a file below the folder or nothing: it must decode to
 * plain names, and the kernel is asked to open them beneath the folder and through no symbolic link. Names that begin
 * with a dot are not served, except /.well-known. A folder is its index.html.
 *
 * Beside `x.js` there may be `x.js.br` and `x.js.gz`, made with the site: a client that accepts such a coding gets it.
 * Without them, text that is not too long is compressed when it is first asked for, and its form is kept
 * (net/files/forms.h). Conditional requests and ranges are honoured (RFC 9110 sections 13 and 14); a range is always
 * of the file itself.
 */
#pragma once
#include "net/files/forms.h"

/* ERR_INVALID: the failure says why it cannot be served. The caller closes the descriptor. */
err folder_open(struct failure *, str path, int *folder);

/*
 * Answers GET, HEAD and OPTIONS. Parks while the disk or the client is slow. Not answered: ERR_NO_ROUTE, ERR_METHOD,
 * ERR_NOT_ACCEPTABLE, ERR_PRECONDITION, ERR_RANGE, ERR_BUSY, ERR_IO. A file that turns out shorter than announced
 * breaks the connection.
 */
err file_answer(struct exchange *, int folder, struct forms *);
