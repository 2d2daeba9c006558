#include "base/buf.h"
#include "cli/seed.h"

enum { OF_TEN = 10 };

/* How a first name is shown, and how it is typed. */
static const struct { const char *shown, *typed; } first_names[] = {
    { "Anna", "anna" }, { "Amélie", "amelie" }, { "Aylin", "aylin" }, { "Bjørn", "bjorn" }, { "Bela", "bela" }, { "Chloé", "chloe" },
    { "Cem", "cem" }, { "Dagmar", "dagmar" }, { "Diego", "diego" }, { "Elif", "elif" }, { "Emeka", "emeka" }, { "Élodie", "elodie" },
    { "Farid", "farid" }, { "Freya", "freya" }, { "Gustavo", "gustavo" }, { "Grete", "grete" }, { "Hana", "hana" }, { "Håkon", "hakon" },
    { "Ines", "ines" }, { "Ivo", "ivo" }, { "Jonas", "jonas" }, { "Jürgen", "juergen" }, { "Kaja", "kaja" }, { "Kwame", "kwame" },
    { "Leïla", "leila" }, { "Liam", "liam" }, { "Łukasz", "lukasz" }, { "Maren", "maren" }, { "Mateo", "mateo" }, { "Mei", "mei" },
    { "Nadia", "nadia" }, { "Noé", "noe" }, { "Oksana", "oksana" }, { "Olu", "olu" }, { "Paula", "paula" }, { "Pavel", "pavel" },
    { "Quentin", "quentin" }, { "Rania", "rania" }, { "Rosa", "rosa" }, { "Ruben", "ruben" }, { "Saskia", "saskia" }, { "Sven", "sven" },
    { "Søren", "soren" }, { "Tariq", "tariq" }, { "Teresa", "teresa" }, { "Thị Lan", "thilan" }, { "Ulla", "ulla" }, { "Umut", "umut" },
    { "Vera", "vera" }, { "Viktor", "viktor" }, { "Wanda", "wanda" }, { "Wim", "wim" }, { "Ximena", "ximena" }, { "Yara", "yara" },
    { "Yuki", "yuki" }, { "Zoë", "zoe" }, { "Žiga", "ziga" }, { "Елена", "elena" }, { "Νίκος", "nikos" }, { "美咲", "misaki" },
    { "지우", "jiwoo" }, { "小龙", "xiaolong" }, { "ליאור", "lior" }, { "سارة", "sara" },
};
static const char *const last_names[] = {
    "Adler", "Almeida", "Baker", "Bauer", "Bianchi", "Brandt", "Castro", "Chen", "Costa", "Dahl", "Dubois", "Eriksen", "Fontaine", "Fuchs",
    "García", "Haddad", "Hansen", "Hoffmann", "Ito", "Ivanova", "Jansen", "Kaya", "Keller", "Kim", "Kovács", "Kowalski", "Lam", "Lindqvist",
    "López", "Marin", "Mensah", "Moreau", "Müller", "Nakamura", "Ndiaye", "Novák", "Nuñez", "O'Brien", "Okafor", "Olsen",
    "Papadakis", "Park",
    "Peeters", "Petrov", "Quiroga", "Ricci", "Rossi", "Sato", "Schäfer", "Silva", "Smit", "Sørensen", "Tanaka", "Tran", "Ueda", "Varga",
    "Vogel", "Walsh", "Weiß", "Yılmaz", "Young", "Zhang", "Zimmer", "Ångström",
};
static const char *const things[] = {
    "fern", "kite", "moss", "lamp", "river", "stone", "cloud", "ember", "maple", "otter", "pepper", "quill", "raven", "sail",
    "tulip", "walnut",
    "birch", "comet", "dune", "falcon", "ginger", "harbor", "inlet", "juniper", "kelp", "lemon", "meadow", "nectar", "onyx",
    "pearl", "reed", "sparrow",
};
static const char *const trades[] = {
    "Baker", "Nurse", "Gardener", "Software engineer", "Teacher",
    "Student of geology", "Photographer", "Cook", "Cellist", "Carpenter", "Librarian",
    "Bus driver", "Potter", "Marine biologist", "Translator", "Beekeeper", "Architect",
    "Retired, and busier than ever", "Illustrator", "Physicist",
};
static const char *const pastimes[] = {
    "long walks", "old maps", "chess at lunch", "growing tomatoes", "mending bicycles", "night trains", "sourdough",
    "birds and where they go",
    "vinyl records", "cold water swimming", "bad puns", "crosswords", "synthesizers", "street food",
    "mushrooms in autumn", "football on Sundays",
    "knitting in meetings", "star charts", "board games", "film cameras",
};
static const char *const places[] = {
    "Aarhus", "Accra", "Athens", "Bilbao", "Bogotá", "Bremen", "Cork", "Dakar", "Genoa", "Ghent", "Hanoi", "Izmir", "Kyoto",
    "Lagos", "Leipzig", "Lyon",
    "Malmö", "Montréal", "Oaxaca", "Porto", "Riga", "Seoul", "Tbilisi", "Turku", "Utrecht", "Valparaíso", "Vilnius", "Wrocław",
    "Zürich", "Łódź",
};

#define ONE_OF(rng, list) ((list)[rng_below((rng), COUNT(list))])

/* 2 to 9: they look neither like letters nor like each other. */
static void number_add(struct buf *b, i64 number)
{
    do
        buf_byte(b, (char)('2' + number % 8));
    while ((number /= 8) > 0);
}

static void bio_add(struct buf *b, struct rng *r)
{
    switch (rng_below(r, OF_TEN)) {
    case 0:
    case 1:
        return;                      /* not everybody says something */
    case 2:
        buf_format(b, "%s.", ONE_OF(r, trades));
        return;
    case 3:
        buf_format(b, "Mostly %s.", ONE_OF(r, pastimes));
        return;
    case 4:
        buf_format(b, "From %s, now in %s.", ONE_OF(r, places), ONE_OF(r, places));
        return;
    default:
        buf_format(b, "%s in %s. ", ONE_OF(r, trades), ONE_OF(r, places));
        buf_format(b, "Here for %s and %s.", ONE_OF(r, pastimes), ONE_OF(r, pastimes));
    }
}

void person_make(struct rng *r, struct arena *a, i64 number, struct person *out)
{
    size_t first = (size_t)rng_below(r, COUNT(first_names));
    struct buf username = BUF_ON(a), shown = BUF_ON(a), bio = BUF_ON(a);

    buf_format(&username, rng_below(r, 2) ? "%s_%s" : "%s%s", first_names[first].typed, ONE_OF(r, things));
    number_add(&username, number);
    buf_format(&shown, "%s", first_names[first].shown);
    if (rng_below(r, OF_TEN) < 8)
        buf_format(&shown, " %s", ONE_OF(r, last_names));
    bio_add(&bio, r);
    *out = (struct person){ buf_str(&username), buf_str(&shown), buf_str(&bio) };
}

void room_name_make(struct rng *r, struct arena *a, struct room_name *out)
{
    const char *pastime = ONE_OF(r, pastimes), *place = ONE_OF(r, places);

    out->name = arena_format(a, "%s, %s", pastime, place);
    out->topic = rng_below(r, OF_TEN) < 7 ? arena_format(a, "For those who like %s, near %s and elsewhere.", pastime, place) : S("");
}
