/*
 * A letter as RFC 5322 and MIME write it: ASCII alone, lines of at most 78 octets. Words
 * that are not ASCII are encoded (RFC 2047), texts are quoted-printable (RFC 2045), so no
 * server on the way has a reason to change them.
 */
#include "base/problems.h"
#include "base/random.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ports/mail/own.h"
#include "ports/problems.h"

enum {
    LINE = 76,                       /* of quoted-printable, with the mark of a soft break */
    WORD = 52,                       /* octets of an encoded word, without its frame; also the longest word that is not encoded */
    SUBJECT_MOST = 400,
    TEXT_MOST = 1 << 20,
    ID_MOST = 100
};

/* ---- the head ---- */

static bool plain(str s)
{
    size_t run = 0;

    for (size_t i = 0; i < s.n; i++) {
        run = s.p[i] == ' ' ? 0 : run + 1;
        if ((u8)s.p[i] < ' ' || (u8)s.p[i] >= 0x7f || run > WORD)
            return false;
    }
    return str_find(s, S("=?")) < 0 && (!s.n || (s.p[0] != ' ' && s.p[s.n - 1] != ' ')) && str_find(s, S("  ")) < 0;
}

static void quoted(struct buf *b, u8 c)
{
    static const char digits[] = "0123456789ABCDEF";

    buf_byte(b, '=');
    buf_byte(b, digits[c >> 4]);
    buf_byte(b, digits[c & 15]);
}

static bool letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static void character_encode(struct buf *b, str character)
{
    for (size_t i = 0; i < character.n; i++) {
        if (letter_or_digit(character.p[i]))
            buf_byte(b, character.p[i]);
        else if (character.p[i] == ' ')
            buf_byte(b, '_');
        else
            quoted(b, (u8)character.p[i]);
    }
}

/* Each encoded word has whole characters, and a line of its own. */
static void encoded_words(struct buf *b, str s)
{
    size_t began = b->n;
    u32 rune;

    buf_lit(b, "=?UTF-8?Q?");
    for (size_t n; s.n; s = str_from(s, n)) {
        n = utf8_decode(s, &rune);
        if (b->n - began + 3 * n > WORD) {
            buf_lit(b, "?=\r\n =?UTF-8?Q?");
            began = b->n;
        }
        character_encode(b, str_to(s, n));
    }
    buf_lit(b, "?=");
}

/* Words that fit into lines, broken before one that does not. `used`: octets of the line that the field's name takes. */
static void folded_words(struct buf *b, str s, size_t used)
{
    str word;

    for (bool first = true; str_cut(&s, ' ', &word); first = false) {
        bool fits = used + 1 + word.n <= LINE;
        if (!first)
            buf_add(b, fits ? S(" ") : S("\r\n "));
        used = first || fits ? used + 1 + word.n : 1 + word.n;
        buf_add(b, word);
    }
}

static void subject_add(struct buf *b, str subject)
{
    buf_lit(b, "Subject: ");
    if (plain(subject))
        folded_words(b, subject, sizeof "Subject: " - 1);
    else
        encoded_words(b, subject);
    buf_lit(b, "\r\n");
}

static void mailbox_add(struct buf *b, const struct mailbox *m)
{
    if (m->name.n && plain(m->name)) {
        buf_byte(b, '"');
        for (size_t i = 0; i < m->name.n; i++) {
            if (m->name.p[i] == '"' || m->name.p[i] == '\\')
                buf_byte(b, '\\');
            buf_byte(b, m->name.p[i]);
        }
        buf_lit(b, "\"\r\n ");
    } else if (m->name.n) {
        encoded_words(b, m->name);
        buf_lit(b, "\r\n ");
    }
    buf_format(b, "<" STR_FMT ">\r\n", STR_ARG(m->address));
}

/* Mail dates are like those of HTTP, except for the zone. */
static void date_add(struct buf *b, when now)
{
    char date[HTTP_DATE_LENGTH];

    time_http_date(now, date);
    buf_format(b, "Date: %.*s +0000\r\n", HTTP_DATE_LENGTH - 4, date);
}

static void head_add(struct buf *b, ctx *c, const struct mailer *m, const struct mail *mail, str name)
{
    str domain = str_from(m->from.address, (size_t)str_find_byte(m->from.address, '@') + 1);

    date_add(b, ctx_now(c));
    buf_lit(b, "From: ");
    mailbox_add(b, &m->from);
    buf_format(b, "To: <" STR_FMT ">\r\n", STR_ARG(mail->to));
    subject_add(b, mail->subject);
    buf_format(b, "Message-ID: <" STR_FMT "@" STR_FMT ">\r\n", STR_ARG(name), STR_ARG(domain));
    buf_lit(b, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n");
}

/* ---- the texts ---- */

/* One line without its end. A blank at the end, which servers may cut off, is quoted; so is a lone CR. */
static void line_quote(struct buf *b, str line)
{
    size_t used = 0;

    for (size_t i = 0; i < line.n; i++) {
        u8 c = (u8)line.p[i];
        bool blank = c == ' ' || c == '\t', last = i + 1 == line.n;
        bool as_is = blank ? !last : c > ' ' && c < 0x7f && c != '=';
        size_t width = as_is ? 1 : 3;
        if (used + width > (size_t)LINE - !last) {
            buf_lit(b, "=\r\n");
            used = 0;
        }
        used += width;
        if (as_is)
            buf_byte(b, (char)c);
        else
            quoted(b, c);
    }
    buf_lit(b, "\r\n");
}

static void text_add(struct buf *b, const char *type, str text)
{
    str line;

    buf_format(b, "Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", type);
    while (str_cut(&text, '\n', &line)) {
        if (str_ends(line, S("\r")))
            line.n--;
        if (line.n || text.n)
            line_quote(b, line);
    }
}

/* "=_" cannot occur in what is quoted-printable, so no text can end its part. */
static void parts_add(struct buf *b, const struct mail *mail)
{
    char boundary[40];
    u8 draw[12];
    struct buf mark = { .p = boundary, .size = sizeof boundary };

    random_bytes(draw, sizeof draw);
    buf_lit(&mark, "=_");
    buf_hex(&mark, draw, sizeof draw);
    buf_format(b, "Content-Type: multipart/alternative;\r\n boundary=\"" STR_FMT "\"\r\n\r\n--" STR_FMT "\r\n", STR_ARG(buf_str(&mark)),
               STR_ARG(buf_str(&mark)));
    text_add(b, "text/plain", mail->text);
    buf_format(b, "\r\n--" STR_FMT "\r\n", STR_ARG(buf_str(&mark)));
    text_add(b, "text/html", mail->html);
    buf_format(b, "\r\n--" STR_FMT "--\r\n", STR_ARG(buf_str(&mark)));
}

/* ---- the whole ---- */

static bool one_line(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((u8)s.p[i] < ' ' || s.p[i] == 0x7f)
            return false;
    return utf8_valid(s);
}

static bool id_valid(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i] | 0x20;
        bool mark = (s.p[i] == '.' && i && i + 1 < s.n && s.p[i - 1] != '.') || s.p[i] == '-' || s.p[i] == '_';
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && !mark)
            return false;
    }
    return s.n <= ID_MOST;
}

static bool text_valid(str s)
{
    return s.n <= TEXT_MOST && utf8_valid(s) && str_find_byte(s, '\0') < 0;
}

static err mail_check(ctx *c, const struct mail *m)
{
    if (!mail_address_valid(m->to))
        return fail_saying(c, &invalid_address, "That is not an e-mail address.");
    if (!m->subject.n || m->subject.n > SUBJECT_MOST || !one_line(m->subject))
        return fail_saying(c, &invalid_subject, "A letter's subject is one line of 1 to %d octets.", SUBJECT_MOST);
    if (!m->text.n || !text_valid(m->text) || !text_valid(m->html))
        return fail_saying(c, &invalid_text, "A letter's text is UTF-8 of 1 to %d octets.", TEXT_MOST);
    if (!id_valid(m->id))
        return fail_with(c, ERR_INVALID, "A letter's id has at most %d letters, digits, '.', '-' and '_'.", ID_MOST);
    return OK;
}

static str id_draw(ctx *c)
{
    struct buf b = BUF_ON(&c->arena);
    u8 draw[16];

    random_bytes(draw, sizeof draw);
    buf_hex(&b, draw, sizeof draw);
    return buf_str(&b);
}

err letter_make(ctx *c, const struct mailer *m, const struct mail *mail, struct letter *out)
{
    struct buf b = BUF_ON(&c->arena);

    TRY(mail_check(c, mail));
    out->id = mail->id.n ? mail->id : id_draw(c);
    out->to = mail->to;
    head_add(&b, c, m, mail, out->id);
    if (mail->html.n)
        parts_add(&b, mail);
    else
        text_add(&b, "text/plain", mail->text);
    out->text = buf_str(&b);
    return OK;
}
