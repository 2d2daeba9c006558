/*
 * What people say, in several languages and scripts: sentences of words that are common in them, the first ones of a list more
 * often than the last, with tags, links and numbers in some. They mean nothing.
 */
#include "base/buf.h"
#include "base/str.h"
#include "cli/seed.h"

enum { OF_HUNDRED = 100, WORDS_MOST = 72, SENTENCES_MOST = 4, NUMBERS = 100000 };

struct tongue {
    const char *language;
    int share;                       /* of a hundred */
    const char *space, *stop;
    const char *words[WORDS_MOST];   /* ended by NULL */
};

static const struct tongue tongues[] = {
    { "en", 52, " ", ".", {
        "the", "a", "and", "we", "today", "is", "on", "with", "this", "new", "morning", "street", "garden", "coffee", "train", "light",
        "never", "always", "quiet", "river", "window", "music", "neighbour", "bread", "winter", "summer", "market", "letter", "paper",
        "bicycle", "mountain", "harbour", "kitchen", "story", "evening", "weather", "rain", "bridge", "clever", "orange", "repair",
        "finally", "weekend", "library", "painting", "concert", "recipe", "journey", "island", "forest", "lantern", "pocket", "whisper",
        "thunder", "velvet", "marble", "compass", "lighthouse", "meteor", "archive", "zeppelin", NULL } },
    { "de", 10, " ", ".", {
        "und", "die", "der", "wir", "heute", "ist", "mit", "auf", "nicht", "neu", "Morgen", "Straße", "Garten", "Kaffee", "Zug", "Licht",
        "Fluss", "Fenster", "Brücke", "Küche", "schön", "Geschichte", "Wetter", "Regen", "Fahrrad", "Bäckerei", "Größe", "übermorgen",
        "Bücherei", "Konzert", "Leuchtturm", "Käsekuchen", NULL } },
    { "fr", 8, " ", ".", {
        "le", "la", "et", "nous", "est", "avec", "sur", "un", "matin", "rue", "jardin", "café", "train", "lumière", "rivière", "fenêtre",
        "été", "hiver", "marché", "déjà", "cœur", "forêt", "île", "pluie", "vélo", "boulangerie", "bibliothèque", "garçon", NULL } },
    { "es", 8, " ", ".", {
        "el", "la", "y", "hoy", "es", "con", "en", "una", "mañana", "calle", "jardín", "café", "tren", "luz", "río", "ventana", "música",
        "pan", "invierno", "mercado", "montaña", "cocina", "lluvia", "puente", "naranja", "biblioteca", "canción", "niño", NULL } },
    { "tr", 4, " ", ".", {
        "ve", "bir", "bu", "bugün", "ile", "için", "sabah", "sokak", "bahçe", "kahve", "tren", "ışık", "nehir", "pencere", "müzik",
        "ekmek", "kış", "yağmur", "köprü", "İstanbul", "kütüphane", "güneş", NULL } },
    { "pl", 4, " ", ".", {
        "i", "na", "w", "dzisiaj", "jest", "z", "rano", "ulica", "ogród", "kawa", "pociąg", "światło", "rzeka", "okno", "muzyka",
        "chleb", "zima", "deszcz", "most", "książka", "żółty", "źródło", NULL } },
    { "ru", 4, " ", ".", {
        "и", "в", "на", "сегодня", "мы", "это", "утро", "улица", "сад", "кофе", "поезд", "свет", "река", "окно", "музыка", "хлеб", "зима",
        "дождь", "мост", "книга", "ёлка", "корабль", NULL } },
    { "ja", 4, "", "。", {
        "今日", "は", "の", "を", "朝", "町", "庭", "コーヒー", "電車", "光", "川", "窓", "音楽", "パン", "冬", "雨", "橋", "図書館", "東京",
        "とても", "きれい", "散歩", NULL } },
    { "ar", 3, " ", ".", {
        "في", "من", "اليوم", "هذا", "صباح", "شارع", "حديقة", "قهوة", "قطار", "نور", "نهر", "نافذة", "موسيقى", "خبز", "شتاء", "مطر",
        "جسر", "كتاب", NULL } },
    { "hi", 3, " ", "।", {
        "और", "में", "आज", "यह", "है", "सुबह", "सड़क", "बगीचा", "चाय", "रेल", "रोशनी", "नदी", "खिड़की", "संगीत", "रोटी", "सर्दी", "बारिश",
        "पुल", "किताब", NULL } },
};
static const char *const tags[] = {
    "music", "Coffee", "gardening", "Berlin", "trains", "photo", "recipe", "Café", "football", "books", "open_source", "weather", "art",
    "birds", "cats", "winter", "cycling", "news", "science", "東京", "Straße", "sourdough", "film", "chess", "hiking", "maps", "knitting",
    "Музыка", "space", "tomatoes", "İstanbul", "stars", "jazz", "poetry", "ocean", "design", "mushrooms", "synth", "language", "history",
};
static const char *const sites[] = {
    "example.org/notes", "example.com/read", "www.example.net/archive", "blog.example.org/posts", "photos.example.com/album",
};

/* 0 to n - 1, the smaller ones more often. */
static size_t smaller(struct rng *r, size_t n)
{
    return (size_t)(rng_below(r, (i64)n) * rng_below(r, (i64)n) / (i64)n);
}

static bool once_in(struct rng *r, i64 percent) { return rng_below(r, OF_HUNDRED) < percent; }

static const struct tongue *tongue_pick(struct rng *r)
{
    i64 at = rng_below(r, OF_HUNDRED);
    const struct tongue *t = tongues;

    while (at >= t->share)
        at -= t++->share;
    return t;
}

static size_t words_of(const struct tongue *t)
{
    size_t n = 0;

    while (t->words[n])
        n++;
    return n;
}

static void sentence_add(struct buf *b, struct rng *r, const struct tongue *t, i64 words)
{
    size_t known = words_of(t);

    for (i64 i = 0; i < words; i++)
        buf_format(b, "%s%s", i ? t->space : "", t->words[smaller(r, known)]);
    buf_format(b, "%s", t->stop);
}

static void sentences_add(struct buf *b, struct rng *r, const struct tongue *t, i64 most)
{
    for (i64 n = 1 + rng_below(r, most); n > 0; n--) {
        sentence_add(b, r, t, 3 + rng_below(r, 10));
        if (n > 1)
            buf_format(b, "%s", t->space);
    }
}

static void extras_add(struct buf *b, struct rng *r)
{
    if (once_in(r, 20))
        buf_format(b, " No. %lld", (long long)rng_below(r, NUMBERS));
    if (once_in(r, 10))
        buf_format(b, " https://%s/%lld", sites[rng_below(r, COUNT(sites))], (long long)rng_below(r, NUMBERS));
    for (i64 n = once_in(r, 20) ? 1 + rng_below(r, 3) : 0; n > 0; n--)
        buf_format(b, " #%s", tags[smaller(r, COUNT(tags))]);
}

void saying_make(struct rng *r, struct arena *a, str named, struct saying *out)
{
    const struct tongue *t = tongue_pick(r);
    struct buf b = BUF_ON(a);

    if (named.n)
        buf_format(&b, "@" STR_FMT " ", STR_ARG(named));
    sentences_add(&b, r, t, SENTENCES_MOST);
    extras_add(&b, r);
    *out = (struct saying){ buf_str(&b), once_in(r, 60) ? t->language : NULL };
}

void reply_make(struct rng *r, struct arena *a, struct saying *out)
{
    const struct tongue *t = tongue_pick(r);
    struct buf b = BUF_ON(a);

    sentences_add(&b, r, t, 2);
    *out = (struct saying){ buf_str(&b), t->language };
}
